import type { WindowReport } from '../load/commands.js';
import type { BenchOptions } from '../options.js';
import type { Measurements, Rounds } from '../results.js';
import type { RowName } from '../rows.js';
import { runLoad } from '../run-load.js';
import type { Stage } from '../stage.js';
import { median } from '../statistics.js';
import { measureInRounds } from './rounds.js';

/** Of what the relay does at its best, how much is offered to all in the open loop. */
const offeredShare = 0.5;

export function measureClosed(stage: Stage, options: BenchOptions, rows: readonly RowName[]) {
  const { people, inFlight, warmUpSeconds, seconds, rounds } = options;
  return measureInRounds(stage, { title: 'closed loop', rounds, rows, people }, ({ target }) =>
    runLoad(stage.children, { kind: 'closed', target, people, inFlight, warmUpSeconds, seconds }),
  );
}

/** Offers the same to every row: half of what the relay did in the closed loop, unless the options say how much. */
export async function measureOpen(
  stage: Stage,
  options: BenchOptions,
  rows: readonly RowName[],
  closed: Rounds<WindowReport> | undefined,
): Promise<NonNullable<Measurements['open']>> {
  const { people, warmUpSeconds, seconds, rounds } = options;
  const messagesPerSecond = options.messagesPerSecond ?? (await relayRate(stage, options, closed)) * offeredShare;
  const measured = await measureInRounds(stage, { title: 'open loop', rounds, rows, people }, ({ target }) =>
    runLoad(stage.children, { kind: 'open', target, people, messagesPerSecond, warmUpSeconds, seconds }),
  );
  return { messagesPerSecond, rows: measured };
}

async function relayRate(stage: Stage, options: BenchOptions, closed: Rounds<WindowReport> | undefined) {
  const relay = closed?.relay ?? (await measureClosed(stage, { ...options, rounds: 1 }, ['relay'])).relay ?? [];
  return median(relay.map((report) => report.messagesPerSecond));
}
