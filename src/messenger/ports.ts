/** What the rules need of a database. `storage/` implements it, on SQLite and on MySQL, with the same behaviour. */

import type { Account, AccountStore } from '../identity/ports.js';

export type { Account, AccountQuery, AccountStore } from '../identity/ports.js';

/** A message as it is stored. */
export interface StoredChat {
  /** A UUIDv7 (RFC 9562); within a conversation, in the order of storing. */
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
  readonly message: string;
  readonly media?: readonly string[] | undefined;
  /** The sender's own name for this message: the same again stores nothing. */
  readonly clientMessageId?: string | undefined;
}

export interface AppendedChat {
  readonly chat: StoredChat;
  /** What the recipient has not read of the sender, this message included. */
  readonly unreadCount: number;
  /** The sender had sent it before, by `clientMessageId`; `chat` is what was stored then. */
  readonly isDuplicate: boolean;
}

export interface ReadReceipt {
  readonly sender: Pick<Account, 'id' | 'username'>;
  /** What the reader has not read of the sender, after this. */
  readonly unreadCount: number;
  /** Whether it was this call that marked the message as read. */
  readonly isFirst: boolean;
}

/** Messages between two accounts, newest first. The bounds are ids of chats, and excluded. */
export interface ConversationQuery {
  readonly accountId: number;
  readonly otherId: number;
  readonly before?: string;
  readonly after?: string;
  readonly limit: number;
}

export interface ConversationPage {
  readonly chats: StoredChat[];
  /** Whether the bounds hold older messages than these. */
  readonly hasMore: boolean;
}

export interface ChatStore {
  /**
   * Stores a message. Resolves when it is committed, never before. Of all messages and read marks of a conversation, the
   * promises resolve in the order in which they were committed.
   * @throws MessengerError `user-not-found` when the recipient's account is deleted by then.
   */
  append(chat: NewChat): Promise<AppendedChat>;
  /** Marks one message as read, if `readerId` is its recipient; `undefined` when there is no such message for them. */
  markRead(chatId: string, readerId: number): Promise<ReadReceipt | undefined>;
  findPage(query: ConversationQuery): Promise<ConversationPage>;
  /** How many messages from `senderId` the account `recipientId` has not read. */
  countUnread(recipientId: number, senderId: number): Promise<number>;
}

/** All of a database. Each method rejects with MessengerError `unavailable` while the database cannot be reached. */
export interface Storage {
  readonly accounts: AccountStore;
  readonly chats: ChatStore;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Finishes what was taken, then closes. */
  close(): Promise<void>;
}

/**
 * Which accounts are connected, over all server processes. Each process says when one of its own comes or goes; those who
 * wait for the account are told from here, once over all processes.
 */
export interface SharedPresence {
  /** An account has its first connection to this process. */
  arrive(accountId: number): Promise<void>;
  /** An account has no connection to this process any more. */
  depart(accountId: number): Promise<void>;
  /** Which of the accounts are connected to any process. */
  online(accountIds: readonly number[]): Promise<ReadonlySet<number>>;
}
