import type { ChatInsert } from './batch-plan.js';
import { CHAT_COLUMNS, formatMedia } from './chat-rows.js';
import { type AccountPair, byLockOrder, type Conversation, pairOf } from './conversation.js';
import type { SqlValue } from './dialect.js';
import type { MysqlTransaction } from './mysql-transaction.js';

/** A sender's own name for a message. */
export interface ChatName {
  readonly senderId: number;
  readonly clientMessageId: string;
}

/** Locks them until the transaction ends. By the primary key and no other: rows are locked in the order they are read. */
export function lockConversations(transaction: MysqlTransaction, pairs: readonly AccountPair[]): string {
  return `SELECT low_id, high_id, unread_low, unread_high, last_chat_id, version FROM conversations FORCE INDEX (PRIMARY)
    WHERE (low_id, high_id) IN (${transaction.rows(pairs.map(({ lowId, highId }) => [lowId, highId]))})
    ORDER BY low_id, high_id FOR UPDATE`;
}

/**
 * Those of the accounts that are deleted. Of those in conversations that are locked: a deletion that is under way has either
 * changed the conversation, and we have waited for it, or will, and then comes after us.
 */
export function selectDeleted(transaction: MysqlTransaction, accountIds: readonly number[]): string {
  return `SELECT id FROM accounts FORCE INDEX (PRIMARY)
    WHERE id IN (${transaction.list(accountIds)}) AND deleted_at IS NOT NULL`;
}

export function selectParties(transaction: MysqlTransaction, chatIds: readonly string[]): string {
  return `SELECT chats.id, low_id, high_id, sender_id, username
    FROM chats JOIN accounts ON accounts.id = chats.sender_id WHERE chats.id IN (${transaction.list(chatIds)})`;
}

export function selectUnread(transaction: MysqlTransaction, chatIds: readonly string[]): string {
  return `SELECT id FROM chats WHERE id IN (${transaction.list(chatIds)}) AND has_read = 0`;
}

/** Each with the row of its conversation. */
export function selectNamed(transaction: MysqlTransaction, names: readonly ChatName[]): string {
  const rows = names.map(({ senderId, clientMessageId }) => [Buffer.from(clientMessageId), senderId]);
  return `SELECT ${CHAT_COLUMNS}, client_message_id, unread_low, unread_high, last_chat_id, version
    FROM chats FORCE INDEX (chats_client_message) JOIN conversations USING (low_id, high_id)
    WHERE (client_message_id, sender_id) IN (${transaction.rows(rows)})`;
}

export function insertChats(transaction: MysqlTransaction, inserts: readonly ChatInsert[]): string {
  const rows = inserts.map(({ chat, clientMessageId, previousId }): SqlValue[] => {
    const { lowId, highId } = pairOf(chat.senderId, chat.recipientId);
    const { id, senderId, message, sentAt } = chat;
    // As text the name takes half the SQL that its bytes would. It is well-formed and the connection's texts are UTF-8, so
    // what is stored are the same bytes.
    return [id, lowId, highId, senderId, message, formatMedia(chat), sentAt.getTime(), clientMessageId, previousId];
  });
  return `INSERT INTO chats (id, low_id, high_id, sender_id, message, media, sent_at, client_message_id, previous_id)
    VALUES ${transaction.rows(rows)}`;
}

export function insertMilestones(transaction: MysqlTransaction, milestones: readonly SqlValue[][]): string {
  return `INSERT INTO milestones (low_id, high_id, chat_id) VALUES ${transaction.rows(milestones)}`;
}

export function markRead(transaction: MysqlTransaction, chatIds: readonly string[]): string {
  return `UPDATE chats SET has_read = 1 WHERE id IN (${transaction.list(chatIds)})`;
}

/**
 * Writes conversations back. It fails with ER_BAD_NULL_ERROR, and changes none, when somebody else has changed one since it was
 * read. Those that are not locked yet it locks in the order of all transactions, but after those that are: two transactions
 * that wait for each other by that are told to try again, and then lock all of them first.
 */
export function updateConversations(transaction: MysqlTransaction, conversations: readonly Conversation[]): string {
  const rows = conversations.toSorted(byLockOrder).map((conversation): SqlValue[] => {
    const { lowId, highId, lastChatId } = conversation;
    const version = conversation.nextVersion();
    return [lowId, highId, conversation.unreadOf(lowId), conversation.unreadOf(highId), lastChatId, version];
  });
  // Assigned from the left to the right: the condition is about the version that was there.
  return `INSERT INTO conversations (low_id, high_id, unread_low, unread_high, last_chat_id, version)
    VALUES ${transaction.rows(rows)}
    ON DUPLICATE KEY UPDATE
      unread_low = IF(version = VALUES(version) - 1, VALUES(unread_low), NULL),
      unread_high = VALUES(unread_high), last_chat_id = VALUES(last_chat_id), version = VALUES(version)`;
}
