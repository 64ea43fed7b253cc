import type { NewChat } from '../messenger/ports.js';
import { BatchPlan, nameKey, type Stamps } from './batch-plan.js';
import { Caution } from './caution.js';
import type { ChatJob } from './chat-job.js';
import { isConflict, isDuplicate, retryConflicts } from './conflicts.js';
import { pairKey, pairOf } from './conversation.js';
import { ConversationCache } from './conversation-cache.js';
import type { Database } from './database.js';
import type { Commit, Settlement } from './group-commit.js';
import { type BatchKeys, type BatchRows, openingStatements, readRows, writeStatements } from './mysql-batch-rows.js';
import { createConversations } from './mysql-conversations.js';
import type { ChatName } from './mysql-statements.js';
import { inTransaction, type MysqlTransaction, type Selected, type Statement } from './mysql-transaction.js';
import type { MysqlWriter } from './mysql-writer.js';

/** A batch whose transaction was opened by the one before. */
interface OpenBatch {
  readonly jobs: readonly ChatJob[];
  readonly keys: BatchKeys;
  readonly opened: Promise<Selected>;
}

/**
 * Stores batches, each in one transaction of a few statements, however large it is. The first statements lock and read, the
 * last write and commit; the last of one batch and the first of the next go to the server together, so that under load a
 * batch takes one round trip, and what comes of one is told while the server works on the next. To write to conversations that
 * are remembered nothing has to be read, and a batch that does only this takes one round trip by itself.
 *
 * That what is remembered of conversations is still so, that the others exist, and that the senders' names for their messages
 * are new is taken for granted; where it is not so, nothing is written, and the batch is tried again.
 */
export class MysqlBatches {
  readonly #database: Database;
  readonly #writer: MysqlWriter;
  readonly #stamps: Stamps;
  readonly #conversations = new ConversationCache();
  /** About names. */
  readonly #caution = new Caution();
  /** About what is remembered of conversations, which other processes may be changing. */
  readonly #doubt = new Caution();
  #next: OpenBatch | undefined;

  constructor(database: Database, writer: MysqlWriter, stamps: Stamps) {
    this.#database = database;
    this.#writer = writer;
    this.#stamps = stamps;
  }

  readonly commit: Commit<ChatJob> = (jobs, takeNext) => {
    let open = this.#next?.jobs === jobs ? this.#next : undefined;
    return retryConflicts(async (attempt) => {
      this.#next = undefined;
      try {
        return await this.#commitOnce(jobs, open?.keys ?? this.#keysOf(jobs, attempt > 1), open?.opened, takeNext);
      } catch (thrown) {
        this.#next = undefined;
        this.#conversations.clear();
        open = undefined;
        if (isDuplicate(thrown)) this.#caution.rouse();
        else if (isConflict(thrown)) this.#doubt.rouse();
        throw thrown;
      }
    });
  };

  /** @param opened what comes of its opening statements, if they are on their way */
  async #commitOnce(
    jobs: readonly ChatJob[],
    keys: BatchKeys,
    opened: Promise<Selected> | undefined,
    takeNext: () => readonly ChatJob[],
  ): Promise<readonly Settlement[]> {
    const outcome = await inTransaction(this.#writer, async (transaction) => {
      const rows = await readRows(
        transaction,
        keys,
        await (opened ?? transaction.query(...openingStatements(transaction, keys))),
      );
      const doubtful = doubtfulOf(keys, rows);
      if (doubtful.length > 0) {
        await transaction.query('ROLLBACK');
        return { doubtful, settlements: [] };
      }
      return { doubtful, settlements: await this.#apply(transaction, jobs, rows, takeNext) };
    });
    return outcome.doubtful.length === 0
      ? outcome.settlements
      : await this.#commitDoubtful(jobs, outcome.doubtful, takeNext);
  }

  async #commitDoubtful(
    jobs: readonly ChatJob[],
    doubtful: readonly NewChat[],
    takeNext: () => readonly ChatJob[],
  ): Promise<readonly Settlement[]> {
    // In a transaction of its own: created in the one that already has locks, they would be locked out of order, and two
    // processes would wait for each other.
    await createConversations(this.#database, doubtful);
    const keys = this.#keysOf(jobs, true);
    return await inTransaction(this.#writer, async (transaction) => {
      const opened = await transaction.query(...openingStatements(transaction, keys));
      return await this.#apply(transaction, jobs, await readRows(transaction, keys, opened), takeNext);
    });
  }

  async #apply(
    transaction: MysqlTransaction,
    jobs: readonly ChatJob[],
    { conversations, deleted, parties, unread, named, namedIn }: BatchRows,
    takeNext: () => readonly ChatJob[],
  ): Promise<readonly Settlement[]> {
    for (const conversation of conversations.values()) {
      // One that is remembered says that both are there: who deletes an account changes its conversations.
      if (!deleted.has(conversation.lowId) && !deleted.has(conversation.highId)) this.#conversations.add(conversation);
    }
    const plan = new BatchPlan(this.#stamps, {
      isLive: (accountId) => !deleted.has(accountId),
      conversation: (pair) =>
        conversations.get(pairKey(pair)) ?? this.#conversations.get(pair) ?? namedIn.get(pairKey(pair)),
      chat: (id) => {
        const chat = parties.get(id);
        return chat && { ...chat, hasRead: !unread.has(id) };
      },
      namedChat: ({ senderId, clientMessageId }) => named.get(nameKey(senderId, clientMessageId)),
    });
    const settlements = jobs.map((job) => plan.apply(job));
    await this.#commitAndOpen(transaction, writeStatements(transaction, plan), takeNext());
    return settlements;
  }

  /** Commits, and opens the transaction of the next batch, if there is one. */
  #commitAndOpen(transaction: MysqlTransaction, writes: readonly Statement[], jobs: readonly ChatJob[]): Promise<void> {
    const keys = jobs.length > 0 ? this.#keysOf(jobs, false) : undefined;
    return new Promise((resolve, reject) => {
      const opened = transaction.commit(writes, keys ? openingStatements(transaction, keys) : [], resolve);
      // After the commit this changes nothing: what fails then, only the next batch is told, by the same promise.
      opened.catch(reject);
      this.#next = keys && { jobs, keys, opened };
    });
  }

  /** @param asksForNames whether it looks up the names of its messages, be there reason for caution or not */
  #keysOf(jobs: readonly ChatJob[], asksForNames: boolean): BatchKeys {
    if (this.#doubt.next()) this.#conversations.clear();
    else this.#conversations.trim();
    const chats = jobs.filter((job) => job.kind === 'append').map(({ chat }) => chat);
    const looksUpNames = this.#caution.next() || asksForNames;
    return {
      // Those that turn out to be stored before change nothing, and nothing would say whether what is remembered is so.
      newChats: chats.filter(
        (chat) =>
          (looksUpNames && chat.clientMessageId !== undefined) ||
          !this.#conversations.get(pairOf(chat.senderId, chat.recipientId)),
      ),
      chatIds: [...new Set(jobs.filter((job) => job.kind === 'read').map(({ chatId }) => chatId))],
      names: looksUpNames ? chats.flatMap(namesOf) : [],
    };
  }
}

function namesOf({ senderId, clientMessageId }: NewChat): ChatName[] {
  return clientMessageId === undefined ? [] : [{ senderId, clientMessageId }];
}

/** Messages that can be stored, or be known as stored before, only by another attempt; remembered conversations exist. */
function doubtfulOf({ newChats }: BatchKeys, { conversations, deleted }: BatchRows): NewChat[] {
  return newChats.filter(
    (chat) =>
      !conversations.has(pairKey(pairOf(chat.senderId, chat.recipientId))) ||
      // It may have been stored while the recipient was there.
      (deleted.has(chat.recipientId) && chat.clientMessageId !== undefined),
  );
}
