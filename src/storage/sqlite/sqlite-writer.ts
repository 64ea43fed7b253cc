import Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { NewAccount } from '../account-store.js';
import { type ChatRow, chatColumns, formatMedia, recipientOf, toRecord } from '../chat-rows.js';
import { BatchPlan, type BatchState, type KeyedChat, type ReadableChat } from '../commit/batch-plan.js';
import type { ChangeResult, ChatChange } from '../commit/chat-change.js';
import { type AccountPair, Conversation, type ConversationRow, pairKey } from '../commit/conversation.js';
import type { StatementListener } from '../statement-listener.js';
import { uuidFromBytes, uuidToBytes } from '../uuidv7.js';

/** Of the connection that writes. */
const pragmas: readonly string[] = [
  'journal_mode = WAL',
  // Each commit is on the disk before it is acknowledged.
  'synchronous = FULL',
  'foreign_keys = ON',
  // A commit copies the WAL to the database file when the WAL has this many pages of 4 kB.
  'wal_autocheckpoint = 4000',
];

type ReadableRow = Pick<ChatRow, 'low_id' | 'high_id' | 'sender_id' | 'has_read'> & { readonly username: string };
type KeyedRow = ChatRow & { readonly recipient_name: string };

/** Conversations and accounts in memory: a few megabytes. */
const cacheSize = 20_000;

/**
 * Writes to an SQLite file. Every method blocks its thread until the disk has the data. Nobody else writes to the file, so the
 * caches are always right.
 */
export class SqliteWriter implements BatchState {
  readonly #connection: Sqlite.Database;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #commit: Sqlite.Transaction<(plan: BatchPlan, changes: readonly ChatChange[]) => readonly ChangeResult[]>;
  readonly #conversations = new LRUCache<string, Conversation>({ max: cacheSize });
  readonly #activeAccounts = new LRUCache<number, true>({ max: cacheSize });

  constructor(filename: string, onStatement?: StatementListener) {
    const verbose = onStatement && ((sql: unknown) => onStatement(String(sql), []));
    this.#connection = new Sqlite(filename, { fileMustExist: true, verbose });
    for (const pragma of pragmas) this.#connection.pragma(pragma);
    this.#statements = prepare(this.#connection);
    this.#commit = this.#connection.transaction((plan, changes) => this.#write(plan, changes));
  }

  /** Commits all changes in one transaction, or throws the driver's error and commits none. */
  commit(changes: readonly ChatChange[]): readonly ChangeResult[] {
    const plan = new BatchPlan(this);
    const results = this.#commit.immediate(plan, changes);
    for (const conversation of plan.conversations) this.#conversations.set(pairKey(conversation), conversation);
    return results;
  }

  insertAccount({ username, username_key, password_hash }: NewAccount): number {
    return Number(this.#statements.insertAccount.run(username, username_key, password_hash).lastInsertRowid);
  }

  deleteAccount(id: number, deletedAt: number): boolean {
    this.#activeAccounts.delete(id);
    return this.#statements.deleteAccount.run(deletedAt, id).changes === 1;
  }

  /** Copies the WAL to the database file and closes. */
  close(): void {
    this.#connection.close();
  }

  isActive(accountId: number): boolean {
    if (this.#activeAccounts.has(accountId)) return true;
    const isActive = this.#statements.activeAccount.get(accountId) !== undefined;
    if (isActive) this.#activeAccounts.set(accountId, true);
    return isActive;
  }

  /** Creates the conversation if there is none: the transaction removes it again if the batch fails. */
  conversation(pair: AccountPair): Conversation | undefined {
    const cached = this.#conversations.get(pairKey(pair));
    if (cached) return cached;
    const { lowId, highId } = pair;
    const { selectConversation, insertConversation } = this.#statements;
    const row = selectConversation.get(lowId, highId) ?? insertConversation.get(lowId, highId);
    if (!row) return undefined;
    const lastChatId = row.last_chat_id === null ? undefined : uuidFromBytes(row.last_chat_id);
    return new Conversation({ id: row.id, lowId, highId }, row.unread_low, row.unread_high, lastChatId, 0);
  }

  chat(id: string): ReadableChat | undefined {
    const row = this.#statements.selectReadable.get(uuidToBytes(id));
    if (!row) return undefined;
    const { sender_id: senderId, username: senderName } = row;
    return { senderId, senderName, recipientId: recipientOf(row), hasRead: row.has_read !== 0 };
  }

  keyedChat(senderId: number, clientMessageId: string): KeyedChat | undefined {
    const row = this.#statements.selectKeyed.get(Buffer.from(clientMessageId), senderId);
    return row && { chat: toRecord(row), recipientName: row.recipient_name };
  }

  #write(plan: BatchPlan, changes: readonly ChatChange[]): readonly ChangeResult[] {
    const results = changes.map((change) => plan.apply(change));
    const { updateConversation, insertChat, markRead } = this.#statements;
    for (const { id, unreadLow, unreadHigh, lastChatId } of plan.conversations) {
      updateConversation.run(unreadLow, unreadHigh, lastChatId === undefined ? null : uuidToBytes(lastChatId), id);
    }
    for (const { chat, conversation, clientMessageId } of plan.inserts) {
      insertChat.run(
        uuidToBytes(chat.id),
        conversation.id,
        chat.senderId,
        chat.message,
        formatMedia(chat),
        chat.sentAt,
        clientMessageId === null ? null : Buffer.from(clientMessageId),
      );
    }
    for (const id of plan.readIds) markRead.run(uuidToBytes(id));
    return results;
  }
}

function prepare(connection: Sqlite.Database) {
  const conversationColumns = 'id, low_id, high_id, unread_low, unread_high, last_chat_id';
  return {
    insertAccount: connection.prepare<[string, string, string | null]>(
      'INSERT INTO accounts (username, username_key, password_hash) VALUES (?, ?, ?)',
    ),
    deleteAccount: connection.prepare<[number, number]>(
      'UPDATE accounts SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL',
    ),
    activeAccount: connection.prepare<[number]>('SELECT 1 FROM accounts WHERE id = ? AND deleted_at IS NULL'),
    selectConversation: connection.prepare<[number, number], ConversationRow>(
      `SELECT ${conversationColumns} FROM conversations WHERE low_id = ? AND high_id = ?`,
    ),
    insertConversation: connection.prepare<[number, number], ConversationRow>(
      `INSERT INTO conversations (low_id, high_id) VALUES (?, ?) RETURNING ${conversationColumns}`,
    ),
    updateConversation: connection.prepare<[number, number, Buffer | null, number]>(
      'UPDATE conversations SET unread_low = ?, unread_high = ?, last_chat_id = ? WHERE id = ?',
    ),
    insertChat: connection.prepare<[Buffer, number, number, string, string | null, number, Buffer | null]>(
      `INSERT INTO chats (id, conversation_id, sender_id, message, media, sent_at, client_message_id)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    markRead: connection.prepare<[Buffer]>('UPDATE chats SET has_read = 1 WHERE id = ?'),
    selectReadable: connection.prepare<[Buffer], ReadableRow>(
      `SELECT low_id, high_id, sender_id, has_read, username FROM chats
        JOIN conversations ON conversations.id = conversation_id JOIN accounts ON accounts.id = sender_id
        WHERE chats.id = ?`,
    ),
    selectKeyed: connection.prepare<[Buffer, number], KeyedRow>(
      `SELECT ${chatColumns.join(', ')}, username AS recipient_name FROM chats
        JOIN conversations ON conversations.id = conversation_id
        JOIN accounts ON accounts.id = iif(sender_id = low_id, high_id, low_id)
        WHERE client_message_id = ? AND sender_id = ?`,
    ),
  };
}
