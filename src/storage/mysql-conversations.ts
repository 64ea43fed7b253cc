import type { NewChat } from '../messenger/ports.js';
import { type AccountPair, inLockOrder, pairOf } from './conversation.js';
import type { Statements } from './database.js';
import { placeholderRows, placeholders } from './dialect.js';

/**
 * Creates the conversations of messages, of which other processes may have created some meanwhile; not those with
 * recipients who do not exist or are deleted.
 */
export async function createConversations(
  statements: Statements,
  messages: readonly Pick<NewChat, 'senderId' | 'recipientId'>[],
): Promise<void> {
  const live = await selectLiveIds(statements, [...new Set(messages.map(({ recipientId }) => recipientId))]);
  const pairs = inLockOrder(
    messages
      .filter(({ recipientId }) => live.has(recipientId))
      .map(({ senderId, recipientId }) => pairOf(senderId, recipientId)),
  );
  if (pairs.length > 0) {
    await insertConversations(statements, pairs);
  }
}

async function selectLiveIds(statements: Statements, ids: readonly number[]): Promise<Set<number>> {
  const rows = await statements.select<{ id: number }>(
    `SELECT id FROM accounts FORCE INDEX (PRIMARY)
      WHERE id IN (${placeholders(ids.length)}) AND deleted_at IS NULL`,
    ids,
  );
  return new Set(rows.map(({ id }) => id));
}

async function insertConversations(statements: Statements, pairs: readonly AccountPair[]): Promise<void> {
  await statements.run(
    `INSERT INTO conversations (low_id, high_id, version) VALUES ${placeholderRows(3, pairs.length)}
      ON DUPLICATE KEY UPDATE low_id = VALUES(low_id)`,
    pairs.flatMap(({ lowId, highId }) => [lowId, highId, 0]),
  );
}
