import type { IdleLevel, LoneReport, OperationsReport, WindowReport } from './load/commands.js';
import type { Machine } from './machine.js';
import type { BenchOptions } from './options.js';
import type { TargetResult } from './report/evaluate-targets.js';
import type { Revision } from './revision.js';
import type { Row, ServiceRow } from './rows.js';
import type { Dataset } from './seed/dataset.js';

/** By row, one value for each round. */
export type Rounds<Value> = Partial<Record<Row, Value[]>>;

export interface OperationsMeasurement {
  readonly datasets: Readonly<Record<string, Dataset>>;
  /** By row, operation and dataset, each sample in ms. */
  readonly samples: Partial<Record<ServiceRow, OperationsReport>>;
}

export type ConversationsVariant = 'few' | 'many';

export type RetriesVariant = 'none' | 'some';

/** The measurements of a run. Parts that the run did not include are absent. */
export interface Measurements {
  closed?: Rounds<WindowReport>;
  open?: { readonly messagesPerSecond: number; readonly rows: Rounds<WindowReport> };
  /** The closed loop with few and with many conversations, of as many clients. */
  conversations?: Readonly<Record<ConversationsVariant, Rounds<WindowReport>>>;
  mixed?: Rounds<WindowReport>;
  /** The closed loop without retries and with them. */
  retries?: Readonly<Record<RetriesVariant, Rounds<WindowReport>>>;
  lone?: Rounds<LoneReport>;
  idle?: Rounds<readonly IdleLevel[]>;
  operations?: OperationsMeasurement;
}

/** All of a run, as the benchmark writes it to the JSON file. */
export interface Results {
  /** When the run began and ended, RFC 3339 in UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly machine: Machine;
  readonly databaseSettings: Readonly<Record<string, string>> | undefined;
  readonly options: BenchOptions;
  /** The other revision that was measured in turns with this one. */
  readonly against?: Revision | undefined;
  readonly notes: readonly string[];
  readonly measurements: Measurements;
  readonly targets: readonly TargetResult[];
}
