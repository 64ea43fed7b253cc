import { runClosedLoop } from './closed-loop.js';
import type { LoadCommand, LoadReports } from './commands.js';
import { runIdle } from './idle.js';
import { runLone } from './lone.js';
import { runOpenLoop } from './open-loop.js';
import { runOperations } from './operations.js';

/** The process of the load: takes one command, carries it out, answers, and ends; at the latest with its parent. */
process.once('disconnect', () => process.exit(1));
process.once('message', async (message) => {
  // Sent by `runLoad`, whose types are these.
  const command = message as LoadCommand;
  const answer = await carryOut(command).then(
    (report) => ({ report }),
    (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send?.(answer, () => process.exit(0));
});

function carryOut(command: LoadCommand): Promise<LoadReports[LoadCommand['kind']]> {
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
