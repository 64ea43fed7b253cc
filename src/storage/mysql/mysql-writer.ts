import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'mysql2';
import type { NewChat } from '../../messenger/ports.js';
import type { AccountWriter, NewAccount } from '../account-store.js';
import type { ChatWriter } from '../chat-store.js';
import { BatchPlan, type BatchState, keyOf } from '../commit/batch-plan.js';
import type { ChangeResult, ChatChange } from '../commit/chat-change.js';
import { distinctPairs, pairOf } from '../commit/conversation.js';
import { isDuplicateKey, isLockConflict } from '../driver-errors.js';
import type { StatementListener } from '../statement-listener.js';
import { readState } from './batch-reader.js';
import { insertChats, markRead, optimisticLock, updateConversations } from './batch-statements.js';
import { type BatchTransaction, inTransaction, type Statement } from './batch-transaction.js';
import { ConversationCache } from './conversation-cache.js';
import { retryConflicts } from './retry-conflicts.js';

/** The most idempotency keys in memory. A client that retries does so within seconds. */
const maxRecentKeys = 50_000;

/** A conversation was changed by another node after this node read it. */
class OptimisticLockError extends Error {
  override readonly name = 'OptimisticLockError';
}

/** Messages of a batch could not be resolved from what the first attempt has read. */
class UnresolvedMessagesError extends Error {
  override readonly name = 'UnresolvedMessagesError';
}

/**
 * Writes batches to MySQL, each in one transaction.
 *
 * A batch of messages in cached conversations takes one round trip: the write checks the version of each conversation
 * (optimistic lock) and the unique index checks the idempotency keys. When a check fails, nothing is written, and the batch
 * is retried: its conversations are then read with a lock, and its idempotency keys are looked up.
 */
export class MysqlWriter implements ChatWriter, AccountWriter {
  readonly #knex: Knex;
  readonly #pool: Pool;
  readonly #onStatement: StatementListener | undefined;
  readonly #cache = new ConversationCache();
  /** Idempotency keys that this node has stored: a batch with one of them looks it up before it writes. */
  readonly #recentKeys = new LRUCache<string, true>({ max: maxRecentKeys });

  /** @param pool Its connections take several statements in a query. */
  constructor(knex: Knex, pool: Pool, onStatement?: StatementListener) {
    this.#knex = knex;
    this.#pool = pool;
    this.#onStatement = onStatement;
  }

  commit(changes: readonly ChatChange[]): Promise<readonly ChangeResult[]> {
    return retryConflicts(isBatchConflict, (attempt) => this.#attempt(changes, attempt > 1));
  }

  async insertAccount(account: NewAccount): Promise<number> {
    const [id] = await this.#knex('accounts').insert(account);
    if (id === undefined) throw new Error('MySQL returned no id for a new account');
    return id;
  }

  deleteAccount(id: number, deletedAt: number): Promise<boolean> {
    return retryConflicts(isLockConflict, () =>
      this.#knex.transaction(async (transaction) => {
        const deleted = await transaction('accounts')
          .where({ id })
          .whereNull('deleted_at')
          .update({ deleted_at: deletedAt });
        if (deleted === 0) return false;
        // Nodes that cache the account's conversations then find them changed. One index at a time, in the order of the keys.
        for (const column of ['low_id', 'high_id']) {
          await transaction('conversations').where(column, id).increment('version');
        }
        return true;
      }),
    );
  }

  async #attempt(changes: readonly ChatChange[], isRetry: boolean): Promise<readonly ChangeResult[]> {
    const work = async (transaction: BatchTransaction) => {
      const state = await readState(transaction, changes, this.#cache, {
        ignoreCache: isRetry,
        mayBeStored: (key) => isRetry || this.#recentKeys.has(keyOf(key.senderId, key.clientMessageId)),
      });
      const plan = new BatchPlan(state);
      if (!isRetry && state.unresolved.length > 0) return { state, plan, results: [], unresolved: state.unresolved };
      const results = changes.map((change) => plan.apply(change));
      const statements = statementsOf(plan);
      if (statements.length > 0) await commitOrConflict(transaction, statements);
      return { state, plan, results, unresolved: [] };
    };
    const { state, plan, results, unresolved } = await inTransaction(this.#pool, work, this.#onStatement);
    if (unresolved.length > 0) {
      await this.#createConversations(unresolved);
      throw new UnresolvedMessagesError('The batch has to be read again');
    }
    this.#remember(plan, state);
    return results;
  }

  #remember({ conversations, inserts }: BatchPlan, state: BatchState): void {
    for (const conversation of conversations) {
      const isActive = state.isActive(conversation.lowId) && state.isActive(conversation.highId);
      if (isActive) this.#cache.addWritten(conversation);
    }
    for (const { chat, clientMessageId } of inserts) {
      if (clientMessageId !== null) this.#recentKeys.set(keyOf(chat.senderId, clientMessageId), true);
    }
  }

  /**
   * Creates conversations with active accounts, of which other nodes may have created some meanwhile. It is not part of the
   * batch's transaction: there the rows would be locked out of order, and two nodes would deadlock.
   */
  async #createConversations(messages: readonly NewChat[]): Promise<void> {
    const recipientIds = [...new Set(messages.map(({ recipientId }) => recipientId))];
    const active: readonly { readonly id: number }[] = await this.#knex('accounts')
      .select('id')
      .whereIn('id', recipientIds)
      .whereNull('deleted_at');
    const activeIds = new Set(active.map(({ id }) => id));
    const rows = distinctPairs(
      messages
        .filter(({ recipientId }) => activeIds.has(recipientId))
        .map(({ senderId, recipientId }) => pairOf(senderId, recipientId)),
    ).map(({ lowId, highId }) => ({ low_id: lowId, high_id: highId }));
    if (rows.length === 0) return;
    await this.#knex('conversations').insert(rows).onConflict(['low_id', 'high_id']).merge(['low_id']);
  }
}

/** The conversations come first: their versions decide whether the rest is right. */
function statementsOf({ conversations, inserts, readIds }: BatchPlan): Statement[] {
  return [
    conversations.length > 0 && updateConversations(conversations),
    inserts.length > 0 && insertChats(inserts),
    readIds.size > 0 && markRead([...readIds]),
  ].filter((statement) => statement !== false);
}

/** @throws OptimisticLockError when another node has changed a conversation of the batch. */
async function commitOrConflict(transaction: BatchTransaction, statements: readonly Statement[]): Promise<void> {
  try {
    await transaction.commit(statements);
  } catch (thrown) {
    const isOutdated = thrown instanceof Error && thrown.message.includes(optimisticLock);
    throw isOutdated ? new OptimisticLockError('Another node changed a conversation', { cause: thrown }) : thrown;
  }
}

function isBatchConflict(thrown: unknown): boolean {
  return (
    thrown instanceof OptimisticLockError ||
    thrown instanceof UnresolvedMessagesError ||
    isDuplicateKey(thrown) ||
    isLockConflict(thrown)
  );
}
