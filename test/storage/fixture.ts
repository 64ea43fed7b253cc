import type { Account, NewChat, Storage, StoredChat } from '../../src/messenger/ports.js';
import { openStorage, type StorageOptions } from '../../src/storage/open-storage.js';

/** A kind of database that the storage suite runs on. */
export interface DatabaseKind {
  readonly name: string;
  /** Creates an empty database and answers its URL. */
  createDatabase(): Promise<string>;
}

/** Opens a database of its own for one test; all storages it opened are closed by `closeAll`. */
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

/** Creates an account for each of these names. */
export function createAccounts(storage: Storage, ...names: string[]): Promise<Account[]> {
  return Promise.all(names.map((name) => storage.accounts.create(name, null)));
}

/** Accounts by the names the tests use. */
export async function createPeople(storage: Storage): Promise<{ alice: number; bob: number; carol: number }> {
  const alice = await storage.accounts.create('alice', null);
  const bob = await storage.accounts.create('bob', null);
  const carol = await storage.accounts.create('carol', null);
  return { alice: alice.id, bob: bob.id, carol: carol.id };
}

/** Sends so many messages at once, numbered from 0. */
export async function sendMany(
  storage: Storage,
  chat: Omit<NewChat, 'message'>,
  count: number,
): Promise<readonly StoredChat[]> {
  const appended = await Promise.all(
    Array.from({ length: count }, (_, number) => storage.chats.append({ ...chat, message: `message ${number}` })),
  );
  return appended.map((one) => one.chat);
}

/** The code of the error a promise rejects with, or `undefined` of an error that has none. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  }
  throw new Error('It was expected to fail, and did not.');
}
