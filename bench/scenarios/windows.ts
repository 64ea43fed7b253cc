import type { WindowReport } from '../load/commands.js';
import type { BenchOptions } from '../options.js';
import type { Measurements, Rounds } from '../results.js';
import type { Row } from '../rows.js';
import { runLoad } from '../run-load.js';
import type { ServerLauncher } from '../server-launcher.js';
import { median } from '../statistics.js';
import { measureInRounds } from './rounds.js';

/** The rate of the open loop as a share of the relay's rate in the closed loop. */
const offeredShare = 0.5;

export function measureClosed(launcher: ServerLauncher, options: BenchOptions, rows: readonly Row[]) {
  const { people, conversations, inFlight, warmUpSeconds, seconds, rounds } = options;
  const command = {
    kind: 'closed',
    workload: 'sends',
    people,
    conversations,
    inFlight,
    warmUpSeconds,
    seconds,
  } as const;
  return measureInRounds(launcher, { title: 'closed loop', rounds, rows, people }, ({ target }) =>
    runLoad(launcher.children, { ...command, target }),
  );
}

/** Offers the same rate to every row: half of the relay's rate in the closed loop, unless the options name a rate. */
export async function measureOpen(
  launcher: ServerLauncher,
  options: BenchOptions,
  rows: readonly Row[],
  closed: Rounds<WindowReport> | undefined,
): Promise<NonNullable<Measurements['open']>> {
  const { people, conversations, warmUpSeconds, seconds, rounds } = options;
  const messagesPerSecond =
    options.messagesPerSecond ?? (await measureRelayRate(launcher, options, closed)) * offeredShare;
  const command = { kind: 'open', people, conversations, messagesPerSecond, warmUpSeconds, seconds } as const;
  const measured = await measureInRounds(launcher, { title: 'open loop', rounds, rows, people }, ({ target }) =>
    runLoad(launcher.children, { ...command, target }),
  );
  return { messagesPerSecond, rows: measured };
}

async function measureRelayRate(
  launcher: ServerLauncher,
  options: BenchOptions,
  closed: Rounds<WindowReport> | undefined,
): Promise<number> {
  const relay = closed?.relay ?? (await measureClosed(launcher, { ...options, rounds: 1 }, ['relay'])).relay ?? [];
  return median(relay.map((report) => report.messagesPerSecond));
}
