import type { BenchOptions } from '../options.js';
import { ownRows, type RowName } from '../rows.js';
import { runLoad } from '../run-load.js';
import type { Stage } from '../stage.js';
import { measureInRounds } from './rounds.js';

/** One message at a time, beside plain inserts, and beside the bare relay, which answers without storing. */
export function measureLone(stage: Stage, options: BenchOptions, rows: readonly RowName[]) {
  const { rounds } = options;
  const messages = Math.ceil(options.loneMessages / rounds);
  const own = ownRows.filter((row) => rows.includes(row));
  return measureInRounds(stage, { title: 'lone message', rounds, rows: own, people: 2 }, async ({ target }, row) => {
    const plainDatabaseUrl = await stage.createDatabase(row === 'sqlite' ? 'sqlite' : 'mariadb');
    const relay = await stage.start('relay', 2);
    return runLoad(stage.children, { kind: 'lone', target, relay: relay.target, messages, plainDatabaseUrl }).finally(
      relay.stop,
    );
  });
}

/** Connections that do nothing: of our own servers, authenticated, and of the bare one. */
export function measureIdle(stage: Stage, options: BenchOptions, rows: readonly RowName[], levels: readonly number[]) {
  const { rounds, settleSeconds } = options;
  const compared = rows.filter((row) => row === 'relay' || row === 'sqlite' || row === 'mariadb');
  const people = Math.max(...levels);
  return measureInRounds(stage, { title: 'idle connections', rounds, rows: compared, people }, ({ target }) =>
    runLoad(stage.children, { kind: 'idle', target, levels, settleSeconds }),
  );
}
