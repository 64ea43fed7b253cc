import type { WindowReport } from '../load/commands.js';
import type { BenchOptions } from '../options.js';
import type { ConversationsVariant, RetriesVariant, Rounds } from '../results.js';
import { type Row, serviceRowOf } from '../rows.js';
import { runLoad } from '../run-load.js';
import type { ServerLauncher } from '../server-launcher.js';
import { measureInRounds, measureVariants } from './rounds.js';

/** Measures as many clients with few conversations and with many. The relay shows what many conversations cost the load. */
export function measureConversations(
  launcher: ServerLauncher,
  options: BenchOptions,
  rows: readonly Row[],
): Promise<Record<ConversationsVariant, Rounds<WindowReport>>> {
  const { manyPeople: people, inFlight, warmUpSeconds, seconds, rounds } = options;
  const conversations = { few: options.conversations, many: options.manyConversations };
  const compared = rows.filter((row) => row === 'relay' || serviceRowOf(row) !== undefined);
  const command = { kind: 'closed', workload: 'sends', people, inFlight, warmUpSeconds, seconds } as const;
  return measureVariants(
    launcher,
    { title: 'conversations', rounds, rows: compared, people },
    ['few', 'many'],
    ({ target }, _row, variant) =>
      runLoad(launcher.children, { ...command, target, conversations: conversations[variant] }),
  );
}

/** Measures sends, reads and fetches together. The relay has nothing to read or fetch, so it is left out. */
export function measureMixed(launcher: ServerLauncher, options: BenchOptions, rows: readonly Row[]) {
  const { people, conversations, inFlight, warmUpSeconds, seconds, rounds } = options;
  const command = {
    kind: 'closed',
    workload: 'mixed',
    people,
    conversations,
    inFlight,
    warmUpSeconds,
    seconds,
  } as const;
  return measureInRounds(launcher, { title: 'mixed', rounds, rows: servicesOf(rows), people }, ({ target }) =>
    runLoad(launcher.children, { ...command, target }),
  );
}

/** Measures sends without retries and with them. The relay recognizes no retries, so it is left out. */
export function measureRetries(
  launcher: ServerLauncher,
  options: BenchOptions,
  rows: readonly Row[],
): Promise<Record<RetriesVariant, Rounds<WindowReport>>> {
  const { people, conversations, inFlight, warmUpSeconds, seconds, rounds } = options;
  const command = { kind: 'closed', people, conversations, inFlight, warmUpSeconds, seconds } as const;
  return measureVariants(
    launcher,
    { title: 'retries', rounds, rows: servicesOf(rows), people },
    ['none', 'some'],
    ({ target }, _row, variant) =>
      runLoad(launcher.children, { ...command, target, workload: variant === 'some' ? 'retries' : 'sends' }),
  );
}

function servicesOf(rows: readonly Row[]): Row[] {
  return rows.filter((row) => serviceRowOf(row) !== undefined);
}
