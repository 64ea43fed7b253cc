import knex, { type Knex } from 'knex';
import type { Account, AppendedChat, NewChat, ReadReceipt, Storage, StoredChat } from '../../src/messenger/ports.js';
import { type MysqlLocation, parseDatabaseUrl } from '../../src/storage/database-url.js';
import { openStorage, type StorageOptions } from '../../src/storage/open-storage.js';

/** A kind of database that the storage suite runs on. */
export interface DatabaseKind {
  readonly name: 'SQLite' | 'MySQL';
  /** Creates an empty database; resolves with its URL. */
  createDatabase(): Promise<string>;
}

/** Opens storages for one test; `closeAll` closes all of them. */
export class Fixture {
  readonly #kind: DatabaseKind;
  readonly #opened: Storage[] = [];

  constructor(kind: DatabaseKind) {
    this.#kind = kind;
  }

  createDatabase(): Promise<string> {
    return this.#kind.createDatabase();
  }

  async open(options?: StorageOptions, url?: string): Promise<Storage> {
    const storage = await openStorage(url ?? (await this.createDatabase()), options);
    this.#opened.push(storage);
    return storage;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((storage) => storage.close()));
  }
}

/** A connection to a database beside the storage, as an administrator would have. */
export async function withConnection<Result>(
  databaseUrl: string,
  work: (connection: Knex) => Promise<Result>,
): Promise<Result> {
  const location = parseDatabaseUrl(databaseUrl);
  const connection =
    location.dialect === 'sqlite'
      ? knex({ client: 'better-sqlite3', connection: { filename: location.filename }, useNullAsDefault: true })
      : knex({ client: 'mysql2', connection: { ...credentials(location), charset: 'utf8mb4' } });
  try {
    return await work(connection);
  } finally {
    await connection.destroy();
  }
}

function credentials({ host, port, user, password, database }: MysqlLocation) {
  return { host, port, user, password, database };
}

/** Stores a message; resolves when it is committed. */
export function append(storage: Storage, chat: Omit<NewChat, 'recipientName'>): Promise<AppendedChat> {
  return new Promise((resolve, reject) => {
    const recipientName = `account ${chat.recipientId}`;
    storage.chats.append({ ...chat, recipientName }, { committed: resolve, failed: reject });
  });
}

/** Returns the unread count that a new message got; throws for a duplicate. */
export function unreadCountOf(appended: AppendedChat): number {
  if (appended.isDuplicate) throw new Error('The message is a duplicate.');
  return appended.unreadCount;
}

/** Marks a message as read; resolves when the mark is committed. */
export function markRead(storage: Storage, chatId: string, readerId: number): Promise<ReadReceipt | undefined> {
  return new Promise((resolve, reject) => {
    storage.chats.markRead(chatId, readerId, { committed: resolve, failed: reject });
  });
}

/** Creates an account for each of these names. */
export function createAccounts(storage: Storage, ...names: string[]): Promise<Account[]> {
  return Promise.all(names.map((name) => storage.accounts.create(name, null)));
}

/** Creates the accounts that most tests use. */
export async function createPeople(storage: Storage): Promise<{ alice: number; bob: number; carol: number }> {
  const alice = await storage.accounts.create('alice', null);
  const bob = await storage.accounts.create('bob', null);
  const carol = await storage.accounts.create('carol', null);
  return { alice: alice.id, bob: bob.id, carol: carol.id };
}

/** Sends so many messages at once, numbered from 0. */
export async function sendMany(
  storage: Storage,
  chat: Omit<NewChat, 'message' | 'recipientName'>,
  count: number,
): Promise<readonly StoredChat[]> {
  const appended = await Promise.all(
    Array.from({ length: count }, (_, number) => append(storage, { ...chat, message: `message ${number}` })),
  );
  return appended.map((one) => one.chat);
}

/** Returns the code of the error that a promise rejects with, or `undefined` for an error without a code. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  }
  throw new Error('The promise was expected to reject, and resolved.');
}
