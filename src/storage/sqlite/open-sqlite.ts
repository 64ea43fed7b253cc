import knex, { type Knex } from 'knex';
import type { OpenDatabase } from '../open-storage.js';
import type { StatementListener } from '../statement-listener.js';
import { AccountLookup } from './account-lookup.js';
import type { FileLock } from './file-lock.js';
import { StorageThread } from './storage-thread.js';

export interface OpenSqliteOptions {
  readonly thread?: StorageThread;
  readonly onStatement?: StatementListener | undefined;
}

/** Opens an SQLite file that is migrated and locked. Reads run on the event loop, writes in a thread. */
export function openSqlite(
  filename: string,
  lock: FileLock,
  { thread = new StorageThread(filename), onStatement }: OpenSqliteOptions = {},
): OpenDatabase {
  const reader = createSqliteKnex(filename, { isReadonly: true });
  const accounts = new AccountLookup(filename, onStatement);
  if (onStatement) reader.on('query', ({ sql, bindings }) => onStatement(sql, bindings));
  return {
    knex: reader,
    chatsByConversation: 'chats',
    accountsByKey: accounts.find,
    writer: thread,
    async close() {
      try {
        accounts.close();
        await reader.destroy();
        await thread.close();
      } finally {
        lock.close();
      }
    },
  };
}

/** Creates a knex with one connection to an SQLite file. */
export function createSqliteKnex(filename: string, { isReadonly }: { isReadonly: boolean }): Knex {
  return knex({
    client: 'better-sqlite3',
    connection: { filename, options: { readonly: isReadonly } },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
    // Error messages do not repeat the bindings, which hold usernames and password hashes.
    compileSqlOnError: false,
    // knex also rejects with everything it would print, and the caller logs the rejection.
    log: { warn: () => undefined, error: () => undefined },
  });
}
