/** What the rules need of a database. `storage/` implements it, on SQLite and on MySQL, with the same behaviour. */

/** A person's account. `id` never changes, and neither does `username`: a deleted account keeps both for good. */
export interface Account {
  readonly id: number;
  /** As it was registered. Unique without regard to case. */
  readonly username: string;
  /** A PHC string, or `null` when somebody else's identity provider vouches for the person. */
  readonly passwordHash: string | null;
  readonly isDeleted: boolean;
}

/** A page of accounts, in the order of their usernames without regard to case. */
export interface AccountQuery {
  /** The account to leave out: the one that asks. */
  readonly exceptId: number;
  /** Only usernames that begin so, without regard to case. */
  readonly prefix?: string;
  /** Only usernames after this one. */
  readonly after?: string;
  /** At most so many; all of them without it. */
  readonly limit?: number;
}

export interface AccountStore {
  /**
   * Creates an account.
   * @throws MessengerError `username-taken` when an account has that name in any case, be it a deleted one.
   */
  create(username: string, passwordHash: string | null): Promise<Account>;
  /** The account of that name, in any case, deleted or not. */
  findByUsername(username: string): Promise<Account | undefined>;
  findById(id: number): Promise<Account | undefined>;
  /** Deletes an account, for good. Answers whether it was this call that did. */
  remove(id: number): Promise<boolean>;
  list(query: AccountQuery): Promise<Account[]>;
}

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
  /** How many messages from `senderId` the account `recipientId` has not read. */
  countUnread(recipientId: number, senderId: number): Promise<number>;
}

/** All of a database. Each method rejects with MessengerError `unavailable` while the database cannot be reached. */
export interface Storage {
  readonly accounts: AccountStore;
  readonly chats: ChatStore;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Commits the queued writes, then closes. A second call does nothing more. */
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
