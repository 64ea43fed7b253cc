import type { BenchOptions } from '../options.js';
import { type Row, serviceRowOf } from '../rows.js';
import { runLoad } from '../run-load.js';
import type { ServerLauncher } from '../server-launcher.js';
import { measureInRounds } from './rounds.js';

/** Measures connections that do nothing: authenticated ones of the services, and those of the bare relay. */
export function measureIdle(
  launcher: ServerLauncher,
  options: BenchOptions,
  rows: readonly Row[],
  levels: readonly number[],
) {
  const { rounds, settleSeconds } = options;
  const compared = rows.filter((row) => row === 'relay' || serviceRowOf(row) !== undefined);
  const people = Math.max(...levels);
  return measureInRounds(launcher, { title: 'idle connections', rounds, rows: compared, people }, ({ target }) =>
    runLoad(launcher.children, { kind: 'idle', target, levels, settleSeconds }),
  );
}
