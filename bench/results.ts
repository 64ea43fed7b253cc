import type { IdleLevel, LoneReport, OperationsReport, WindowReport } from './load/commands.js';
import type { Machine } from './machine.js';
import type { BenchOptions } from './options.js';
import type { Verdict } from './report/verdicts.js';
import type { OwnRow, RowName } from './rows.js';
import type { Dataset } from './seed/dataset.js';

/** By row, one value for each round. */
export type Rounds<Value> = Partial<Record<RowName, Value[]>>;

export interface DatasetReport {
  readonly datasets: Readonly<Record<string, Dataset>>;
  /** By row, operation and dataset, each sample in ms. */
  readonly samples: Partial<Record<OwnRow, OperationsReport>>;
}

/** What was measured. A part that was not asked for is not there. */
export interface Measurements {
  closed?: Rounds<WindowReport>;
  open?: { readonly messagesPerSecond: number; readonly rows: Rounds<WindowReport> };
  lone?: Rounds<LoneReport>;
  idle?: Rounds<readonly IdleLevel[]>;
  operations?: DatasetReport;
}

/** All of a run, as it is written to the JSON file. */
export interface Results {
  /** When the run began and ended, RFC 3339 in UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly machine: Machine;
  readonly databaseSettings: Readonly<Record<string, string>> | undefined;
  readonly options: BenchOptions;
  readonly notes: readonly string[];
  readonly measurements: Measurements;
  readonly targets: readonly Verdict[];
}
