import type { Knex } from 'knex';
import type { Storage } from '../messenger/ports.js';
import { type AccountsByKey, type AccountWriter, KnexAccountStore } from './account-store.js';
import { type ChatWriter, KnexChatStore } from './chat-store.js';
import { parseDatabaseUrl } from './database-url.js';
import { migrateMysql, migrateSqlite } from './migrate.js';
import { openMysql } from './mysql/open-mysql.js';
import { createDatabaseFile, lockDatabaseFile } from './sqlite/file-lock.js';
import { openSqlite } from './sqlite/open-sqlite.js';
import type { StatementListener } from './statement-listener.js';
import { translated } from './translate-error.js';
import { createUuidV7 } from './uuidv7.js';

export interface StorageOptions {
  /** Creates the id of a message: a UUIDv7 in lower case, greater than those before. */
  readonly newId?: () => string;
  readonly now?: () => Date;
  /** Receives the statements of this thread: all of MySQL, the reads of SQLite. */
  readonly onStatement?: StatementListener;
}

/** A database whose schema is up to date: reads go through knex, writes through the writer. */
export interface OpenDatabase {
  readonly knex: Knex;
  /** See `ChatStoreOptions`. */
  readonly chatsByConversation: string;
  readonly accountsByKey: AccountsByKey;
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
    const storage = createStorage(await openDatabase(databaseUrl, options), options);
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
  const accounts = new KnexAccountStore(database.knex, database.accountsByKey, database.writer, now);
  const chats = new KnexChatStore({ ...database, newId, now });
  let closing: Promise<void> | undefined;
  const close = async () => {
    await chats.drained();
    await database.close();
  };
  return {
    accounts,
    chats,
    ping: () =>
      translated(async () => {
        await database.knex.raw('SELECT 1');
      }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function openDatabase(databaseUrl: string, { onStatement }: StorageOptions): Promise<OpenDatabase> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === 'mysql') {
    await migrateMysql(location);
    return openMysql(location, { onStatement });
  }
  const { filename } = location;
  createDatabaseFile(filename);
  const lock = lockDatabaseFile(filename);
  try {
    await migrateSqlite(filename);
    return openSqlite(filename, lock, { onStatement });
  } catch (thrown) {
    lock.close();
    throw thrown;
  }
}
