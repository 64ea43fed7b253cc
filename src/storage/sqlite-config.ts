import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Knex } from 'knex';
import type { SqliteLocation } from './database-url.js';

/** What we use of a connection of better-sqlite3. */
interface Connection {
  prepare(sql: string): unknown;
  pragma(source: string): unknown;
  close(): unknown;
}

/** Somebody else has the file open; `code` is SQLite's. */
export class FileInUseError extends Error {
  override readonly name = 'FileInUseError';
  readonly code = 'SQLITE_BUSY';

  constructor(filename: string, cause: unknown) {
    super(`The database file ${filename} is in use by another process.`, { cause });
  }
}

/** Of every connection. */
export const pragmas: readonly string[] = [
  // A statement waits so long while another connection of this process commits.
  'busy_timeout = 2000',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  // In pages of 4 kB. `SqliteCheckpoints` comes before it, unless a disk takes less than is written, or it is not messages.
  'wal_autocheckpoint = 16000',
];

/**
 * The knex configuration of an SQLite file. Makes its folder when that is missing.
 * @param onClose is called when the last connection of the pool, and with it that of the process, is closed
 */
export function sqliteConfig({ filename }: SqliteLocation, onClose: () => void): Knex.Config {
  mkdirSync(dirname(filename), { recursive: true, mode: 0o700 });
  // SQLite gives the other files of a database the same mode.
  createFile(filename);
  return {
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      // Never fewer than one: to close it is to let go of the file.
      min: 1,
      max: 1,
      afterCreate: (connection: Connection, done: (error: unknown) => void) => {
        try {
          const lock = lockFile(filename);
          const close = connection.close.bind(connection);
          connection.close = () => {
            close();
            onClose();
            lock.close();
          };
          for (const pragma of pragmas) connection.pragma(pragma);
          keepPrepared(connection);
          done(null);
        } catch (thrown) {
          connection.close();
          done(thrown);
        }
      },
    },
  };
}

/** Creates a file unless it is there. Messages and password hashes are for nobody else on the machine. */
function createFile(filename: string): void {
  try {
    closeSync(openSync(filename, 'wx', 0o600));
  } catch (thrown) {
    // One that is there is not opened: to close it would let go of all locks that this process has on it (POSIX).
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
}

/**
 * Keeps other processes from the file, in which we remember what we wrote: by a transaction in a file beside it, since a lock
 * on the file itself would also keep out our other connections. A process that is killed lets go of it.
 */
function lockFile(filename: string): Sqlite.Database {
  // Whatever links lead to the file, the lock is one.
  const lockname = `${realpathSync(filename)}-lock`;
  createFile(lockname);
  const lock = new Sqlite(lockname, { timeout: 2000 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (thrown) {
    lock.close();
    throw isBusy(thrown) ? new FileInUseError(filename, thrown) : thrown;
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'SQLITE_BUSY';
}

/** More than this service has. */
const maxPrepared = 100;

/** knex prepares each statement anew; compiled once, the same text serves again. */
function keepPrepared(connection: Connection): void {
  const prepare = connection.prepare.bind(connection);
  const prepared = new Map<string, unknown>();
  connection.prepare = (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = prepare(sql);
    const [oldest] = prepared.keys();
    if (prepared.size >= maxPrepared && oldest !== undefined) prepared.delete(oldest);
    prepared.set(sql, statement);
    return statement;
  };
}
