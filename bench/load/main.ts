import { runClosedLoop } from './closed-loop.js';
import type { LoadCommand, LoadReports } from './commands.js';
import { runIdle } from './idle.js';
import { runLone } from './lone.js';
import { runOpenLoop } from './open-loop.js';
import { runOperations } from './operations.js';

/** The load process: it runs one command, sends the report and exits. It also exits when its parent ends. */
process.once('disconnect', () => process.exit(1));
process.once('message', async (message) => {
  // `runLoad` sends commands of this type only.
  const command = message as LoadCommand;
  const answer = await runCommand(command).then(
    (report) => ({ report }),
    (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send?.(answer, () => process.exit(0));
});

function runCommand(command: LoadCommand): Promise<LoadReports[LoadCommand['kind']]> {
  switch (command.kind) {
    case 'closed':
      return runClosedLoop(command);
    case 'open':
      return runOpenLoop(command);
    case 'idle':
      return runIdle(command);
    case 'lone':
      return runLone(command);
    case 'operations':
      return runOperations(command);
  }
}
