import type { ConversationQuery, StoredChat } from '../messenger/ports.js';
import { otherOf, pairOf } from './conversation.js';
import type { Statements } from './database.js';
import { placeholderRows, placeholders, type SqlValue } from './dialect.js';

const CHAT_COLUMNS = ['id', 'low_id', 'high_id', 'sender_id', 'message', 'media', 'has_read', 'sent_at'] as const;
const columns = CHAT_COLUMNS.map((column) => `chats.${column}`).join(', ');

interface Row {
  id: string;
  low_id: number;
  high_id: number;
  sender_id: number;
  message: string;
  media: string | null;
  has_read: number;
  sent_at: number;
}

/** A chat to be stored, and the sender's own name for it. */
export interface ChatInsert {
  readonly chat: StoredChat;
  readonly clientMessageId: Buffer | null;
}

/** A chat that the sender had stored under a name, and what its recipient has not read of the sender. */
export interface NamedChat {
  readonly chat: StoredChat;
  readonly unreadCount: number;
}

/** Whose message this is. None of it ever changes. */
export interface ChatParties {
  readonly senderId: number;
  readonly recipientId: number;
}

export async function insertChats(statements: Statements, inserts: readonly ChatInsert[]): Promise<void> {
  if (inserts.length === 0) {
    return;
  }
  await statements.run(
    `INSERT INTO chats (id, low_id, high_id, sender_id, message, media, sent_at, client_message_id)
      VALUES ${placeholderRows(8, inserts.length)}`,
    inserts.flatMap(({ chat, clientMessageId }): SqlValue[] => {
      const { lowId, highId } = pairOf(chat.senderId, chat.recipientId);
      const media = chat.media === undefined ? null : JSON.stringify(chat.media);
      return [chat.id, lowId, highId, chat.senderId, chat.message, media, chat.sentAt.getTime(), clientMessageId];
    }),
  );
}

export async function markChatsRead(statements: Statements, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) {
    await statements.run(`UPDATE chats SET has_read = 1 WHERE id IN (${placeholders(ids.length)})`, ids);
  }
}

/** The parties of those of these chats that exist, by the id of the chat. */
export async function selectParties(statements: Statements, ids: readonly string[]): Promise<Map<string, ChatParties>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await statements.select<Pick<Row, 'id' | 'low_id' | 'high_id' | 'sender_id'>>(
    `SELECT id, low_id, high_id, sender_id FROM chats WHERE id IN (${placeholders(ids.length)})`,
    ids,
  );
  return new Map(rows.map((row) => [row.id, { senderId: row.sender_id, recipientId: recipientOf(row) }]));
}

/** Which of these chats are not read. */
export async function selectUnreadIds(statements: Statements, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) {
    return new Set();
  }
  const rows = await statements.select<Pick<Row, 'id'>>(
    `SELECT id FROM chats WHERE id IN (${placeholders(ids.length)}) AND has_read = 0`,
    ids,
  );
  return new Set(rows.map(({ id }) => id));
}

/** The chats that these senders stored under these names, by `clientMessageKey`. */
export async function selectNamedChats(
  statements: Statements,
  names: readonly { readonly senderId: number; readonly clientMessageId: Buffer }[],
): Promise<Map<string, NamedChat>> {
  if (names.length === 0) {
    return new Map();
  }
  const { byIndex, isOneOf } = statements.dialect;
  const rows = await statements.select<Row & { client_message_id: Buffer; unread_low: number; unread_high: number }>(
    `SELECT ${columns}, client_message_id, unread_low, unread_high
      FROM chats ${byIndex('chats_client_message')}
      JOIN conversations ON conversations.low_id = chats.low_id AND conversations.high_id = chats.high_id
      WHERE ${isOneOf(['chats.sender_id', 'chats.client_message_id'], names.length)}`,
    names.flatMap(({ senderId, clientMessageId }) => [senderId, clientMessageId]),
  );
  return new Map(
    rows.map((row) => {
      const chat = toChat(row);
      const unreadCount = chat.recipientId === row.low_id ? row.unread_low : row.unread_high;
      return [clientMessageKey(row.sender_id, row.client_message_id), { chat, unreadCount }];
    }),
  );
}

/** What a sender's name for a message is called in a `Map`. */
export function clientMessageKey(senderId: number, clientMessageId: Buffer): string {
  return `${senderId}:${clientMessageId.toString('hex')}`;
}

/** The newest chats between two accounts within the bounds, newest first. */
export async function selectChats(statements: Statements, query: ConversationQuery): Promise<StoredChat[]> {
  const { lowId, highId } = pairOf(query.accountId, query.otherId);
  const conditions = ['low_id = ?', 'high_id = ?'];
  const bindings: SqlValue[] = [lowId, highId];
  if (query.before !== undefined) {
    conditions.push('id < ?');
    bindings.push(query.before);
  }
  if (query.after !== undefined) {
    conditions.push('id > ?');
    bindings.push(query.after);
  }
  // Without the hint MySQL may read all chats of everybody by their ids, from the newest, to find this conversation's.
  const rows = await statements.select<Row>(
    `SELECT ${columns} FROM chats ${statements.dialect.byIndex('chats_conversation')}
      WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`,
    [...bindings, query.limit],
  );
  return rows.map(toChat);
}

function recipientOf(row: Pick<Row, 'low_id' | 'high_id' | 'sender_id'>): number {
  return otherOf({ lowId: row.low_id, highId: row.high_id }, row.sender_id);
}

function toChat(row: Row): StoredChat {
  return {
    id: row.id,
    senderId: row.sender_id,
    recipientId: recipientOf(row),
    message: row.message,
    media: row.media === null ? undefined : parseMedia(row.media),
    hasRead: row.has_read !== 0,
    sentAt: new Date(row.sent_at),
  };
}

function parseMedia(json: string): string[] {
  const parsed: unknown = JSON.parse(json);
  if (!Array.isArray(parsed) || !parsed.every((item) => typeof item === 'string')) {
    throw new TypeError('The media of a stored chat are not a list of strings.');
  }
  return parsed;
}
