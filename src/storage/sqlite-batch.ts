import { BatchPlan, type Stamps } from './batch-plan.js';
import { Caution } from './caution.js';
import type { ChatJob } from './chat-job.js';
import { isConflict } from './conflicts.js';
import { ConversationCache } from './conversation-cache.js';
import { type Commit, nextTurn, type Settlement } from './group-commit.js';
import { SqliteBatchRows, writesOf } from './sqlite-batch-rows.js';
import type { SqliteFile } from './sqlite-file.js';

/**
 * Makes what stores a batch in one transaction. What a batch depends on is read here, row by row, since the driver is
 * synchronous. What follows from it is written by a thread, while the callers of the batch before are told. A job on its own
 * is written here: to the thread and back takes longer than the driver.
 *
 * Nobody else may write to the file, so a conversation that was written is known. That the senders' names for their messages
 * are new is taken for granted; where one is not, nothing is written, and the batch is tried again with a look at them.
 */
export function sqliteBatchCommit(file: SqliteFile, stamps: Stamps): Commit<ChatJob> {
  const conversations = new ConversationCache();
  const caution = new Caution();

  const commitOnce = async (jobs: readonly ChatJob[], isCautious: boolean): Promise<readonly Settlement[]> => {
    conversations.trim();
    try {
      const plan = new BatchPlan(stamps, new SqliteBatchRows(file, conversations, jobs, isCautious));
      const settlements = jobs.map((job) => plan.apply(job));
      const writes = writesOf(plan);
      if (writes.length > 0 && jobs.length > 1) {
        await file.writeInThread(writes);
        return settlements;
      }
      // The callers of the batch before do not wait for this one.
      await nextTurn();
      file.write(writes);
      return settlements;
    } catch (thrown) {
      // They have counted what is not written.
      conversations.clear();
      throw thrown;
    }
  };

  return async (jobs) => {
    const isCautious = caution.next();
    try {
      return await commitOnce(jobs, isCautious);
    } catch (thrown) {
      if (isCautious || !isConflict(thrown)) {
        throw thrown;
      }
      caution.rouse();
      return await commitOnce(jobs, true);
    }
  };
}
