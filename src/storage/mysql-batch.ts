import type { NewChat } from '../messenger/ports.js';
import { BatchPlan, nameKey, type Stamps } from './batch-plan.js';
import { Caution } from './caution.js';
import type { ChatJob } from './chat-job.js';
import { type AccountPair, inLockOrder, pairKey, pairOf } from './conversation.js';
import type { Database } from './database.js';
import type { Commit, Settlement } from './group-commit.js';
import { type ChatParties, findParties, lockRows, writeRows } from './mysql-batch-rows.js';
import { createConversations } from './mysql-conversations.js';
import type { ChatName } from './mysql-statements.js';
import { inTransaction, type MysqlTransaction } from './mysql-transaction.js';
import type { MysqlWriter } from './mysql-writer.js';
import { isConflict } from './translate-error.js';

/** How often a batch is tried while other processes' transactions are in its way. */
const MAX_ATTEMPTS = 5;

/** What is known of a batch before it is tried. */
interface Attempt {
  /** The names that may not be new. */
  readonly names: readonly ChatName[];
  /** Whether the conversations are created that can be. */
  readonly isCreated: boolean;
}

/**
 * Makes what stores a batch in one transaction, in two round trips: one that locks and reads, one that writes and commits.
 * The number of its statements does not depend on the size of the batch. That the conversations exist and that the senders'
 * names for their messages are new is taken for granted; where it is not so, nothing is written, and the batch is tried
 * again.
 */
export function mysqlBatchCommit(database: Database, writer: MysqlWriter, stamps: Stamps): Commit<ChatJob> {
  const caution = new Caution();
  return async (jobs) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const names = caution.next() || attempt > 1 ? namesOf(jobs) : [];
        return await commitOnce(database, writer, stamps, jobs, { names, isCreated: false });
      } catch (thrown) {
        if (attempt === MAX_ATTEMPTS || !isConflict(thrown)) {
          throw thrown;
        }
        caution.rouse();
      }
    }
  };
}

async function commitOnce(
  database: Database,
  writer: MysqlWriter,
  stamps: Stamps,
  jobs: readonly ChatJob[],
  attempt: Attempt,
): Promise<readonly Settlement[]> {
  const outcome = await inTransaction(writer, (transaction) => applyJobs(transaction, stamps, jobs, attempt));
  if (outcome.doubtful.length === 0) {
    return outcome.settlements;
  }
  // In a transaction of its own: created in the one that already has locks, they would be locked out of order, and two
  // processes would wait for each other.
  await createConversations(database, outcome.doubtful);
  return commitOnce(database, writer, stamps, jobs, { names: namesOf(jobs), isCreated: true });
}

interface Outcome {
  /** Messages that can be stored, or be known as stored before, only by another attempt; nothing was written then. */
  readonly doubtful: readonly NewChat[];
  readonly settlements: readonly Settlement[];
}

async function applyJobs(
  transaction: MysqlTransaction,
  stamps: Stamps,
  jobs: readonly ChatJob[],
  { names, isCreated }: Attempt,
): Promise<Outcome> {
  const newChats = jobs.filter((job) => job.kind === 'append').map(({ chat }) => chat);
  const chatIds = [...new Set(jobs.filter((job) => job.kind === 'read').map((job) => job.chatId))];
  // Nothing is waited for that need not be: the batch before is told to its callers when this one is on its way.
  const parties = chatIds.length === 0 ? noParties : await findParties(transaction, chatIds);
  const { conversations, deleted, unread, named, namedIn } = await lockRows(transaction, {
    pairs: inLockOrder([...newChats.map(pairOfParties), ...[...parties.values()].map(pairOfParties)]),
    recipientIds: inOrder(newChats.map(({ recipientId }) => recipientId)),
    chatIds,
    names,
  });

  const doubtful = newChats.filter(
    (chat) =>
      !conversations.has(pairKey(pairOfParties(chat))) ||
      // It may have been stored while the recipient was there.
      (deleted.has(chat.recipientId) && chat.clientMessageId !== undefined),
  );
  if (doubtful.length > 0 && !isCreated) {
    await transaction.query('ROLLBACK');
    return { doubtful, settlements: [] };
  }

  const plan = new BatchPlan(stamps, {
    isLive: (accountId) => !deleted.has(accountId),
    conversation: (pair) => conversations.get(pairKey(pair)) ?? namedIn.get(pairKey(pair)),
    chat: (id) => {
      const chat = parties.get(id);
      return chat && { ...chat, hasRead: !unread.has(id) };
    },
    namedChat: ({ senderId, clientMessageId }) => named.get(nameKey(senderId, clientMessageId)),
  });
  const settlements = jobs.map((job) => plan.apply(job));
  await writeRows(transaction, plan);
  return { doubtful: [], settlements };
}

const noParties: ReadonlyMap<string, ChatParties> = new Map();

function inOrder(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}

function pairOfParties({ senderId, recipientId }: Pick<NewChat, 'senderId' | 'recipientId'>): AccountPair {
  return pairOf(senderId, recipientId);
}

function namesOf(jobs: readonly ChatJob[]): ChatName[] {
  return jobs.flatMap((job) =>
    job.kind === 'read' || job.chat.clientMessageId === undefined
      ? []
      : [{ senderId: job.chat.senderId, clientMessageId: job.chat.clientMessageId }],
  );
}
