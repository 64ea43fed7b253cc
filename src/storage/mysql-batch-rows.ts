import type { StoredChat } from '../messenger/ports.js';
import { type BatchPlan, nameKey } from './batch-plan.js';
import { CHAT_COLUMNS, type ChatRow, formatMedia, recipientOf, toChat } from './chat-rows.js';
import { type AccountPair, Conversation, pairKey, pairOf } from './conversation.js';
import type { MysqlTransaction } from './mysql-transaction.js';

/** Whose message this is. None of it ever changes. */
export type ChatParties = Pick<StoredChat, 'senderId' | 'recipientId'>;

/** A sender's own name for a message. */
export interface ChatName {
  readonly senderId: number;
  readonly clientMessageId: string;
}

/** What the statements of a batch are about. */
export interface BatchKeys {
  /** In the order in which all transactions lock. */
  readonly pairs: readonly AccountPair[];
  readonly recipientIds: readonly number[];
  readonly chatIds: readonly string[];
  readonly names: readonly ChatName[];
}

export interface LockedRows {
  /** By `pairKey`. */
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** The recipients that are deleted. */
  readonly deleted: ReadonlySet<number>;
  /** Which of the chats are not read. */
  readonly unread: ReadonlySet<string>;
  /** By `nameKey`. */
  readonly named: ReadonlyMap<string, StoredChat>;
  /** The conversations of the named chats, by `pairKey`. Not locked by that. */
  readonly namedIn: ReadonlyMap<string, Conversation>;
}

interface ConversationRow {
  readonly low_id: number;
  readonly high_id: number;
  readonly unread_low: number;
  readonly unread_high: number;
  readonly last_chat_id: string | null;
}

type NamedRow = ChatRow & ConversationRow & { readonly client_message_id: Buffer };

/** The parties of those of these chats that exist, by the id of the chat. */
export async function selectParties(
  transaction: MysqlTransaction,
  chatIds: readonly string[],
): Promise<Map<string, ChatParties>> {
  const [rows] = await transaction.query<[readonly ChatRow[]]>(
    `SELECT id, low_id, high_id, sender_id FROM chats WHERE id IN (${transaction.list(chatIds)})`,
  );
  return new Map(rows.map((row) => [row.id, { senderId: row.sender_id, recipientId: recipientOf(row) }]));
}

/** Locks the conversations, in the order of their keys, and reads the rest once they are locked. */
export async function lockRows(transaction: MysqlTransaction, keys: BatchKeys): Promise<LockedRows> {
  const { pairs, recipientIds, chatIds, names } = keys;
  const [conversationRows, deleted, unread, namedRows] = await transaction.query<
    [readonly ConversationRow[], readonly { id: number }[], readonly { id: string }[], readonly NamedRow[]]
  >(
    whenAny(pairs, lockConversations),
    whenAny(recipientIds, selectDeleted),
    whenAny(chatIds, selectUnread),
    whenAny(names, selectNamed),
  );
  return {
    conversations: toConversations(conversationRows),
    deleted: new Set(deleted.map(({ id }) => id)),
    unread: new Set(unread.map(({ id }) => id)),
    named: new Map(namedRows.map((row) => [nameKey(row.sender_id, row.client_message_id.toString()), toChat(row)])),
    namedIn: toConversations(namedRows),
  };

  // By the primary key and no other: rows are locked in the order in which they are read.
  function lockConversations(): string {
    return `SELECT low_id, high_id, unread_low, unread_high, last_chat_id FROM conversations FORCE INDEX (PRIMARY)
      WHERE (low_id, high_id) IN (${transaction.rows(pairs.map(({ lowId, highId }) => [lowId, highId]))})
      ORDER BY low_id, high_id FOR UPDATE`;
  }

  // MySQL 8 also has FOR SHARE; MariaDB has not.
  function selectDeleted(): string {
    return `SELECT id FROM accounts FORCE INDEX (PRIMARY)
      WHERE id IN (${transaction.list(recipientIds)}) AND deleted_at IS NOT NULL ORDER BY id LOCK IN SHARE MODE`;
  }

  function selectUnread(): string {
    return `SELECT id FROM chats WHERE id IN (${transaction.list(chatIds)}) AND has_read = 0`;
  }

  function selectNamed(): string {
    const rows = names.map(({ senderId, clientMessageId }) => [senderId, Buffer.from(clientMessageId)]);
    return `SELECT ${CHAT_COLUMNS}, client_message_id, unread_low, unread_high, last_chat_id
      FROM chats FORCE INDEX (chats_client_message) JOIN conversations USING (low_id, high_id)
      WHERE (sender_id, client_message_id) IN (${transaction.rows(rows)})`;
  }
}

/** Writes what the batch changes, and commits it. */
export async function writeRows(transaction: MysqlTransaction, plan: BatchPlan): Promise<void> {
  const inserts = [...plan.inserts];
  const readIds = [...plan.readIds];
  const conversations = [...plan.conversations];
  await transaction.query(
    whenAny(inserts, insertChats),
    whenAny(readIds, markRead),
    whenAny(conversations, updateConversations),
    'COMMIT',
  );

  function insertChats(): string {
    const rows = inserts.map(({ chat, clientMessageId }) => {
      const { lowId, highId } = pairOf(chat.senderId, chat.recipientId);
      const name = clientMessageId === null ? null : Buffer.from(clientMessageId);
      const { id, senderId, message, sentAt } = chat;
      return [id, lowId, highId, senderId, message, formatMedia(chat), sentAt.getTime(), name];
    });
    return `INSERT INTO chats (id, low_id, high_id, sender_id, message, media, sent_at, client_message_id)
      VALUES ${transaction.rows(rows)}`;
  }

  function markRead(): string {
    return `UPDATE chats SET has_read = 1 WHERE id IN (${transaction.list(readIds)})`;
  }

  function updateConversations(): string {
    const rows = conversations.map((conversation) => {
      const { lowId, highId, lastChatId } = conversation;
      return [lowId, highId, conversation.unreadOf(lowId), conversation.unreadOf(highId), lastChatId];
    });
    return `INSERT INTO conversations (low_id, high_id, unread_low, unread_high, last_chat_id)
      VALUES ${transaction.rows(rows)}
      ON DUPLICATE KEY UPDATE unread_low = VALUES(unread_low), unread_high = VALUES(unread_high),
        last_chat_id = VALUES(last_chat_id)`;
  }
}

function toConversations(rows: readonly ConversationRow[]): Map<string, Conversation> {
  return new Map(
    rows.map((row) => {
      const pair = { lowId: row.low_id, highId: row.high_id };
      return [pairKey(pair), new Conversation(pair, row.unread_low, row.unread_high, row.last_chat_id)];
    }),
  );
}

function whenAny(keys: readonly unknown[], statement: () => string): string | undefined {
  return keys.length === 0 ? undefined : statement();
}
