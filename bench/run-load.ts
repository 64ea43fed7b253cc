import { once } from 'node:events';
import { join } from 'node:path';
import type { ChildProcesses } from './child-processes.js';
import type { LoadCommand, LoadReports } from './load/commands.js';
import { builtFolder } from './programs.js';
import { withTimeout } from './with-timeout.js';

/** Bounds each command, so that no run of the benchmark waits forever. */
const timeoutMs = 600_000;

/** Runs a command in a new load process, so that no command starts with the memory or the compiled code of another. */
export async function runLoad<Command extends LoadCommand>(
  children: ChildProcesses,
  command: Command,
): Promise<LoadReports[Command['kind']]> {
  const child = children.forkLoad(join(builtFolder, 'load', 'main.js'));
  const answered = Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The load exited with ${code}.`);
    }),
  ]);
  child.send(command);
  const [answer] = await withTimeout(timeoutMs, `the load \`${command.kind}\``, answered).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  if ('error' in answer) throw new Error(`The load \`${command.kind}\` failed: ${answer.error}`);
  if (child.exitCode === null) await once(child, 'exit');
  return answer.report;
}
