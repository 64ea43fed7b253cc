import { BatchPlan, type Stamps } from './batch-plan.js';
import { Caution } from './caution.js';
import type { ChatJob } from './chat-job.js';
import type { Conversation } from './conversation.js';
import type { Database } from './database.js';
import { type Commit, nextTurn, type Settlement } from './group-commit.js';
import { SqliteBatchRows, type SqliteConnection } from './sqlite-batch-rows.js';
import { isConflict } from './translate-error.js';

/** How many conversations are remembered: a few megabytes. */
const MAX_CONVERSATIONS = 10_000;

/**
 * Makes what stores a batch in one transaction. The driver is synchronous: nothing else happens between its statements, so
 * they read and write row by row, and each text is compiled once per connection.
 *
 * Nobody else writes to the file, so a conversation that was written is known. That the senders' names for their messages
 * are new is taken for granted; where one is not, nothing is written, and the batch is tried again with a look at them.
 */
export function sqliteBatchCommit(database: Database, stamps: Stamps): Commit<ChatJob> {
  const conversations = new Map<string, Conversation>();
  const caution = new Caution();

  const commitOnce = (connection: SqliteConnection, jobs: readonly ChatJob[], isCautious: boolean): Settlement[] => {
    if (conversations.size > MAX_CONVERSATIONS) {
      conversations.clear();
    }
    try {
      return connection.transaction(() => {
        const rows = new SqliteBatchRows(connection, conversations, isCautious);
        const plan = new BatchPlan(stamps, rows);
        const settlements = jobs.map((job) => plan.apply(job));
        rows.write(plan);
        return settlements;
      })();
    } catch (thrown) {
      // They have counted what is undone.
      conversations.clear();
      throw thrown;
    }
  };

  const commit = (connection: SqliteConnection, jobs: readonly ChatJob[]): Settlement[] => {
    const isCautious = caution.next();
    try {
      return commitOnce(connection, jobs, isCautious);
    } catch (thrown) {
      if (isCautious || !isConflict(thrown)) {
        throw thrown;
      }
      caution.rouse();
      return commitOnce(connection, jobs, true);
    }
  };

  return async (jobs) => {
    await nextTurn();
    return await database.withWriter((connection: SqliteConnection) => commit(connection, jobs));
  };
}
