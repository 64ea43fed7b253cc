import { chatColumns, formatMedia } from '../chat-rows.js';
import type { ChatInsert } from '../commit/batch-plan.js';
import { type AccountPair, byPair, type Conversation } from '../commit/conversation.js';
import { uuidToBytes } from '../uuidv7.js';
import type { Statement } from './batch-transaction.js';

/** The name of the constraint in migration 0005 that refuses a write based on an outdated row. */
export const optimisticLock = 'conversations_optimistic_lock';

/** An idempotency key, and the account that uses it. */
export interface IdempotencyKey {
  readonly senderId: number;
  readonly clientMessageId: string;
}

/** Reads and locks conversations until the transaction ends, in the order of their keys, so that no two nodes deadlock. */
export function lockConversations(pairs: readonly AccountPair[]): Statement {
  return {
    sql: `SELECT id, low_id, high_id, unread_low, unread_high, last_chat_id, version
      FROM conversations FORCE INDEX (conversations_pair)
      WHERE (low_id, high_id) IN (?) ORDER BY low_id, high_id FOR UPDATE`,
    values: [pairs.map(({ lowId, highId }) => [lowId, highId])],
  };
}

/**
 * Reads which of the accounts are deleted. In the transaction that has locked their conversations, the answer holds until the
 * commit: a deletion also writes to the account's conversations.
 */
export function selectDeleted(accountIds: number[]): Statement {
  return {
    sql: 'SELECT id FROM accounts FORCE INDEX (PRIMARY) WHERE id IN (?) AND deleted_at IS NOT NULL',
    values: [accountIds],
  };
}

/** Reads the two accounts of each message, which never change. */
export function selectChatAccounts(chatIds: readonly string[]): Statement {
  return {
    sql: `SELECT chats.id, low_id, high_id, sender_id, username FROM chats
      JOIN conversations ON conversations.id = conversation_id JOIN accounts ON accounts.id = sender_id
      WHERE chats.id IN (?)`,
    values: [chatIds.map(uuidToBytes)],
  };
}

export function selectUnread(chatIds: readonly string[]): Statement {
  return { sql: 'SELECT id FROM chats WHERE id IN (?) AND has_read = 0', values: [chatIds.map(uuidToBytes)] };
}

/** Reads the messages that are stored under idempotency keys. */
export function selectKeyed(keys: readonly IdempotencyKey[]): Statement {
  return {
    sql: `SELECT ${chatColumns.join(', ')}, client_message_id, username AS recipient_name
      FROM chats FORCE INDEX (chats_client_message) JOIN conversations ON conversations.id = conversation_id
      JOIN accounts ON accounts.id = IF(sender_id = low_id, high_id, low_id)
      WHERE (client_message_id, sender_id) IN (?)`,
    values: [keys.map(({ senderId, clientMessageId }) => [Buffer.from(clientMessageId), senderId])],
  };
}

/**
 * Writes conversations that exist. When another transaction has changed one since it was read, the statement fails with a
 * violation of the constraint `optimisticLock`, and nothing of it is written.
 *
 * MySQL deprecates VALUES() here, in favour of an alias that MariaDB does not know. The two share no other form of writing
 * several rows by their keys in one statement at this price.
 */
export function updateConversations(conversations: readonly Conversation[]): Statement {
  const rows = conversations
    // Rows are written, and locked, in the order in which `lockConversations` locks them.
    .toSorted(byPair)
    .map(({ id, lowId, highId, unreadLow, unreadHigh, lastChatId, version }) => {
      const lastId = lastChatId === undefined ? null : uuidToBytes(lastChatId);
      return [id, lowId, highId, unreadLow, unreadHigh, lastId, version];
    });
  return {
    sql: `INSERT INTO conversations (id, low_id, high_id, unread_low, unread_high, last_chat_id, version) VALUES ?
      ON DUPLICATE KEY UPDATE unread_low = VALUES(unread_low), unread_high = VALUES(unread_high),
        last_chat_id = VALUES(last_chat_id), version = IF(version = VALUES(version) - 1, VALUES(version), 0)`,
    values: [rows],
  };
}

export function insertChats(inserts: readonly ChatInsert[]): Statement {
  const rows = inserts.map(({ chat, conversation, clientMessageId }) => [
    uuidToBytes(chat.id),
    conversation.id,
    chat.senderId,
    chat.message,
    formatMedia(chat),
    chat.sentAt,
    // As text the key takes half the SQL of its bytes in hexadecimal. The texts of the connection are UTF-8: the bytes are equal.
    clientMessageId,
  ]);
  return {
    sql: `INSERT INTO chats (id, conversation_id, sender_id, message, media, sent_at, client_message_id) VALUES ?`,
    values: [rows],
  };
}

export function markRead(chatIds: readonly string[]): Statement {
  return { sql: 'UPDATE chats SET has_read = 1 WHERE id IN (?)', values: [chatIds.map(uuidToBytes)] };
}
