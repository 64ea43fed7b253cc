import type { Storage } from '../messenger/ports.js';
import { KnexAccountStore } from './account-store.js';
import type { Stamps } from './batch-plan.js';
import { KnexChatStore } from './chat-store.js';
import { connect } from './connect.js';
import type { Database } from './database.js';
import { migrate } from './migrate.js';
import { translated } from './translate-error.js';
import { createUuidV7 } from './uuidv7.js';

export interface StorageOptions {
  /** Makes the id of a chat: a UUIDv7 in lower case, greater than those before, its last digits random. */
  readonly newId?: () => string;
  readonly now?: () => Date;
}

/**
 * Opens the storage of `mysql://user:password@host:3306/name` or `sqlite:/path/to/file.sqlite`, its schema brought up to
 * date. An SQLite file is held by one process at a time.
 * @throws TypeError when the URL is neither
 * @throws MessengerError `unavailable` when the database cannot be reached, or the file is in use; its cause says which
 */
export function openStorage(databaseUrl: string, options: StorageOptions = {}): Promise<Storage> {
  return translated(async () => {
    await migrate(databaseUrl);
    const storage = createStorage(connect(databaseUrl), options);
    try {
      await storage.ping();
    } catch (thrown) {
      await storage.close();
      throw thrown;
    }
    return storage;
  });
}

/** The storage of a database that is migrated. `close` closes the database too. */
export function createStorage(database: Database, options: StorageOptions = {}): Storage {
  const stamps: Stamps = { newId: options.newId ?? createUuidV7(), now: options.now ?? (() => new Date()) };
  const accounts = new KnexAccountStore(database, stamps.now);
  const chats = new KnexChatStore(database, stamps);
  return {
    accounts,
    chats,
    ping: () =>
      translated(async () => {
        await database.select('SELECT 1');
      }),
    close: async () => {
      await chats.drained();
      await database.close();
    },
  };
}
