import type { BenchOptions } from '../options.js';
import { type Row, serviceRowOf } from '../rows.js';
import { runLoad } from '../run-load.js';
import type { ServerLauncher } from '../server-launcher.js';
import { measureInRounds } from './rounds.js';

/** Measures one message at a time, in turns with plain inserts and with the bare relay, which stores nothing. */
export function measureLone(launcher: ServerLauncher, options: BenchOptions, rows: readonly Row[]) {
  const { rounds, loneWarmUpMessages: warmUpMessages } = options;
  const messages = Math.ceil(options.loneMessages / rounds);
  const services = rows.filter((row) => serviceRowOf(row) !== undefined);
  return measureInRounds(
    launcher,
    { title: 'lone message', rounds, rows: services, people: 2 },
    async ({ target }, row) => {
      const plainDatabaseUrl = await launcher.createDatabase(serviceRowOf(row) ?? 'sqlite');
      const relay = await launcher.start('relay', 2);
      const command = {
        kind: 'lone',
        target,
        relay: relay.target,
        warmUpMessages,
        messages,
        plainDatabaseUrl,
      } as const;
      return runLoad(launcher.children, command).finally(relay.stop);
    },
  );
}
