import { lockLiveAccounts } from './account-rows.js';
import { BatchPlan, type Stamps } from './batch-plan.js';
import type { AppendJob, ChatJob } from './chat-job.js';
import { insertChats, markChatsRead, selectNamedChats, selectParties, selectUnreadIds } from './chat-rows.js';
import { type AccountPair, inLockOrder, pairKey, pairOf } from './conversation.js';
import { createConversations, lockConversations, updateConversations } from './conversation-rows.js';
import type { Database, Statements } from './database.js';
import type { Settlement } from './group-commit.js';
import { isConflict, translated } from './translate-error.js';

/** How often a batch is tried while other processes' transactions are in its way. */
const MAX_ATTEMPTS = 5;

/**
 * Stores a batch of messages and read marks in one transaction, as if they came one after the other. The number of its
 * statements does not depend on the size of the batch.
 * @throws MessengerError `unavailable`, or what the driver says of a job that cannot be stored: then none is
 */
export function commitChatBatch(
  database: Database,
  stamps: Stamps,
  jobs: readonly ChatJob[],
): Promise<readonly Settlement[]> {
  return translated(async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await commitOnce(database, stamps, jobs);
      } catch (thrown) {
        if (attempt === MAX_ATTEMPTS || !isConflict(thrown)) {
          throw thrown;
        }
      }
    }
  });
}

async function commitOnce(
  database: Database,
  stamps: Stamps,
  jobs: readonly ChatJob[],
): Promise<readonly Settlement[]> {
  const outcome = await database.transaction((statements) => applyJobs(statements, stamps, jobs));
  if (outcome.missing.length === 0) {
    return outcome.settlements;
  }
  // In a transaction of its own: created in the one that already has locks, they would be locked out of order, and two
  // processes would wait for each other.
  await createConversations(database, outcome.missing);
  return commitOnce(database, stamps, jobs);
}

interface Outcome {
  /** Conversations that have to be created first; nothing was written then. */
  readonly missing: readonly AccountPair[];
  readonly settlements: readonly Settlement[];
}

async function applyJobs(statements: Statements, stamps: Stamps, jobs: readonly ChatJob[]): Promise<Outcome> {
  const appends = jobs.filter((job) => job.kind === 'append');
  const chatIds = [...new Set(jobs.filter((job) => job.kind === 'read').map((job) => job.chatId))];

  const recipientIds = new Set(appends.map(({ chat }) => chat.recipientId));
  const live = await lockLiveAccounts(
    statements,
    [...recipientIds].sort((a, b) => a - b),
  );
  const parties = await selectParties(statements, chatIds);

  const pairs = inLockOrder([
    ...appends
      .filter(({ chat }) => live.has(chat.recipientId))
      .map(({ chat }) => pairOf(chat.senderId, chat.recipientId)),
    ...[...parties.values()].map(({ senderId, recipientId }) => pairOf(senderId, recipientId)),
  ]);
  const conversations = await lockConversations(statements, pairs);
  const missing = pairs.filter((pair) => !conversations.has(pairKey(pair)));
  if (missing.length > 0) {
    return { missing, settlements: [] };
  }

  // Only now: what another process stored in these conversations before we had the locks is seen.
  const plan = new BatchPlan(stamps, {
    live,
    parties,
    conversations,
    named: await selectNamedChats(statements, namesOf(appends)),
    unread: await selectUnreadIds(statements, chatIds),
  });
  const settlements = jobs.map((job) => plan.apply(job));

  await insertChats(statements, plan.inserts);
  await markChatsRead(statements, plan.readIds);
  await updateConversations(
    statements,
    [...conversations.values()].filter((conversation) => conversation.hasChanged),
  );
  return { missing: [], settlements };
}

function namesOf(appends: readonly AppendJob[]): { senderId: number; clientMessageId: Buffer }[] {
  return appends.flatMap(({ chat, clientMessageId }) =>
    clientMessageId === null ? [] : [{ senderId: chat.senderId, clientMessageId }],
  );
}
