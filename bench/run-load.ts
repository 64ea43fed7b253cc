import { once } from 'node:events';
import { join } from 'node:path';
import type { Children } from './children.js';
import type { LoadCommand, LoadReports } from './load/commands.js';
import { builtFolder } from './programs.js';
import { within } from './within.js';

/** Milliseconds that a command may take: no run of the benchmark waits for ever. */
const patienceMs = 600_000;

/** Has a new process carry out a command, so that no command begins with the memory or the compiled code of another. */
export async function runLoad<Command extends LoadCommand>(
  children: Children,
  command: Command,
): Promise<LoadReports[Command['kind']]> {
  const child = children.fork(join(builtFolder, 'load', 'main.js'));
  const answered = Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The load ended with ${code}.`);
    }),
  ]);
  child.send(command);
  const [answer] = await within(patienceMs, `the load \`${command.kind}\``, answered).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  if ('error' in answer) throw new Error(`The load \`${command.kind}\` failed: ${answer.error}`);
  if (child.exitCode === null) await once(child, 'exit');
  return answer.report;
}
