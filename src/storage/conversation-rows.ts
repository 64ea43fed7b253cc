import { type AccountPair, Conversation, pairKey, pairOf } from './conversation.js';
import type { Statements } from './database.js';
import { placeholderRows } from './dialect.js';

const KEY = ['low_id', 'high_id'] as const;

interface Row {
  low_id: number;
  high_id: number;
  unread_low: number;
  unread_high: number;
  last_chat_id: string | null;
}

/** Locks these conversations until the transaction ends, in the order given. Leaves out those that do not exist yet. */
export async function lockConversations(
  statements: Statements,
  pairs: readonly AccountPair[],
): Promise<Map<string, Conversation>> {
  if (pairs.length === 0) {
    return new Map();
  }
  const { byPrimaryKey, forUpdate, isOneOf } = statements.dialect;
  // By the primary key and no other: rows are locked in the order in which they are read.
  const rows = await statements.select<Row>(
    `SELECT low_id, high_id, unread_low, unread_high, last_chat_id FROM conversations ${byPrimaryKey}
      WHERE ${isOneOf(KEY, pairs.length)} ${forUpdate('low_id, high_id')}`,
    pairs.flatMap(({ lowId, highId }) => [lowId, highId]),
  );
  const conversations = rows.map((row) => {
    const pair = { lowId: row.low_id, highId: row.high_id };
    return new Conversation(pair, row.unread_low, row.unread_high, row.last_chat_id);
  });
  return new Map(conversations.map((conversation) => [pairKey(conversation), conversation]));
}

/** Creates conversations that another process may have created meanwhile. */
export async function createConversations(statements: Statements, pairs: readonly AccountPair[]): Promise<void> {
  await statements.run(
    `INSERT INTO conversations (low_id, high_id) VALUES ${placeholderRows(2, pairs.length)}
      ${statements.dialect.orUpdate(KEY, ['low_id'])}`,
    pairs.flatMap(({ lowId, highId }) => [lowId, highId]),
  );
}

/** Writes back conversations that are locked. */
export async function updateConversations(
  statements: Statements,
  conversations: readonly Conversation[],
): Promise<void> {
  if (conversations.length === 0) {
    return;
  }
  await statements.run(
    `INSERT INTO conversations (low_id, high_id, unread_low, unread_high, last_chat_id)
      VALUES ${placeholderRows(5, conversations.length)}
      ${statements.dialect.orUpdate(KEY, ['unread_low', 'unread_high', 'last_chat_id'])}`,
    conversations.flatMap((conversation) => {
      const { lowId, highId, lastChatId } = conversation;
      return [lowId, highId, conversation.unreadOf(lowId), conversation.unreadOf(highId), lastChatId];
    }),
  );
}

/** How many messages from `senderId` the account `recipientId` has not read. */
export async function selectUnreadCount(
  statements: Statements,
  recipientId: number,
  senderId: number,
): Promise<number> {
  const { lowId, highId } = pairOf(recipientId, senderId);
  const column = recipientId === lowId ? 'unread_low' : 'unread_high';
  const [row] = await statements.select<{ unread: number }>(
    `SELECT ${column} AS unread FROM conversations WHERE low_id = ? AND high_id = ?`,
    [lowId, highId],
  );
  return row?.unread ?? 0;
}
