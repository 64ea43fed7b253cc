import type { Knex } from 'knex';
import type { Storage } from '../messenger/ports.js';
import { type AccountWriter, KnexAccountStore } from './account-store.js';
import { type ChatWriter, KnexChatStore } from './chat-store.js';
import { parseDatabaseUrl } from './database-url.js';
import { migrateMysql, migrateSqlite } from './migrate.js';
import { openMysql } from './mysql/open-mysql.js';
import { createDatabaseFile, lockDatabaseFile } from './sqlite/file-lock.js';
import { openSqlite } from './sqlite/open-sqlite.js';
import { translated } from './translate-error.js';
import { createUuidV7 } from './uuidv7.js';

export interface StorageOptions {
  /** Creates the id of a message: a UUIDv7 in lower case, greater than those before. */
  readonly newId?: () => string;
  readonly now?: () => Date;
}

/** A database whose schema is up to date: reads go through knex, writes through the writer. */
export interface OpenDatabase {
  readonly knex: Knex;
  /** See `ChatStoreOptions`. */
  readonly chatsByConversation: string;
  readonly writer: ChatWriter & AccountWriter;
  /** Waits for the connections in use, then closes all. */
  close(): Promise<void>;
}

/**
 * Opens the storage of `mysql://user:password@host:3306/name` or `sqlite:/path/to/file.sqlite`, and migrates its schema.
 * One process at a time can open an SQLite file.
 * @throws TypeError when the URL is neither.
 * @throws MessengerError `unavailable` when the database cannot be reached, or the file is in use; `cause` says which.
 */
export function openStorage(databaseUrl: string, options: StorageOptions = {}): Promise<Storage> {
  return translated(async () => {
    const storage = createStorage(await openDatabase(databaseUrl), options);
    try {
      await storage.ping();
      return storage;
    } catch (thrown) {
      await storage.close();
      throw thrown;
    }
  });
}

/** Creates the storage of an open database. Closing the storage closes the database. */
export function createStorage(database: OpenDatabase, options: StorageOptions = {}): Storage {
  const { newId = createUuidV7(), now = () => new Date() } = options;
  const accounts = new KnexAccountStore(database.knex, database.writer, now);
  const chats = new KnexChatStore({ ...database, newId, now });
  return {
    accounts,
    chats,
    ping: () =>
      translated(async () => {
        await database.knex.raw('SELECT 1');
      }),
    close: async () => {
      await chats.drained();
      await database.close();
    },
  };
}

async function openDatabase(databaseUrl: string): Promise<OpenDatabase> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === 'mysql') {
    await migrateMysql(location);
    return openMysql(location);
  }
  const { filename } = location;
  createDatabaseFile(filename);
  const lock = lockDatabaseFile(filename);
  try {
    await migrateSqlite(filename);
    return openSqlite(filename, lock);
  } catch (thrown) {
    lock.close();
    throw thrown;
  }
}
