/** The ports of the rules: a database and the other nodes. `storage/` implements the stores, on SQLite and on MySQL alike. */

import type { Account, AccountStore } from '../account.js';

export type { Account, AccountQuery, AccountStore } from '../account.js';

/** A message as it is stored. */
export interface StoredChat {
  /** A UUIDv7 (RFC 9562). Within a conversation, ids are in commit order. */
  readonly id: string;
  readonly senderId: number;
  readonly recipientId: number;
  readonly message: string;
  readonly media: readonly string[] | undefined;
  readonly hasRead: boolean;
  readonly sentAt: Date;
}

export interface NewChat {
  readonly senderId: number;
  readonly recipientId: number;
  readonly recipientName: string;
  readonly message: string;
  readonly media?: readonly string[] | undefined;
  /** The sender's idempotency key: a second message with the same key is not stored. */
  readonly clientMessageId?: string | undefined;
}

export type AppendedChat =
  | {
      readonly isDuplicate: false;
      readonly chat: StoredChat;
      /** How many messages of the sender the recipient has not read, this message included. */
      readonly unreadCount: number;
    }
  | {
      readonly isDuplicate: true;
      /** The message that the sender stored first under the same idempotency key, perhaps to another recipient. */
      readonly chat: StoredChat;
      readonly recipientName: string;
    };

export interface ReadReceipt {
  readonly sender: Pick<Account, 'id' | 'username'>;
  /** The number of messages from the sender that the reader has not read, after this one. */
  readonly unreadCount: number;
  /** Whether this call marked the message as read. */
  readonly isFirst: boolean;
}

/** A page of the messages between two accounts, newest first. The bounds are ids of messages, and exclusive. */
export interface ConversationQuery {
  readonly accountId: number;
  readonly otherId: number;
  readonly before?: string;
  readonly after?: string;
  readonly limit: number;
}

export interface ConversationPage {
  readonly chats: StoredChat[];
  /** Whether there are older messages within the bounds. */
  readonly hasMore: boolean;
}

/** Receives the result of one queued write: exactly one call of exactly one method, made synchronously in commit order. */
export interface Settled<Result> {
  committed(result: Result): void;
  failed(reason: unknown): void;
}

export interface ChatStore {
  /**
   * Queues a message to be stored, and calls `settled` once it is committed, or has failed: with MessengerError
   * `user-not-found` when the recipient's account is deleted by then.
   */
  append(chat: NewChat, settled: Settled<AppendedChat>): void;
  /**
   * Queues a read mark for one message, and calls `settled` once it is committed, or has failed. The receipt is
   * `undefined` when `readerId` is not the recipient of such a message.
   */
  markRead(chatId: string, readerId: number, settled: Settled<ReadReceipt | undefined>): void;
  findPage(query: ConversationQuery): Promise<ConversationPage>;
  /** Counts the messages from `senderId` that the account `recipientId` has not read. */
  countUnread(recipientId: number, senderId: number): Promise<number>;
}

/** The stores of one database. Each method fails with MessengerError `unavailable` while the database is unreachable. */
export interface Storage {
  readonly accounts: AccountStore;
  readonly chats: ChatStore;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Commits the queued writes, then closes. A second call does nothing more. */
  close(): Promise<void>;
}

/**
 * The accounts that are connected to any node. Each node adds and removes its own accounts; the implementation notifies the
 * sockets that wait for an account, once over all nodes.
 */
export interface SharedPresence {
  /** Adds an account to this node, with its first connection. */
  add(accountId: number): Promise<void>;
  /** Removes an account from this node, after its last connection. */
  remove(accountId: number): Promise<void>;
  /** Selects those of the accounts that are connected to any node. */
  online(accountIds: readonly number[]): Promise<ReadonlySet<number>>;
}
