import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Knex } from 'knex';
import type { SqliteLocation } from './database-url.js';

/** What we use of a connection of better-sqlite3. */
interface Connection {
  prepare(sql: string): unknown;
  pragma(source: string): unknown;
  exec(sql: string): unknown;
  close(): void;
}

/** Somebody else has the file open; `code` is SQLite's. */
export class FileInUseError extends Error {
  override readonly name = 'FileInUseError';
  readonly code = 'SQLITE_BUSY';

  constructor(filename: string, cause: unknown) {
    super(`The database file ${filename} is in use by another process.`, { cause });
  }
}

const pragmas = [
  'busy_timeout = 2000',
  // Before the journal is opened: one process has the file, and WAL then needs no shared memory.
  'locking_mode = EXCLUSIVE',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  // In pages of 4 kB. A page that many batches write is copied back to the file once; the WAL has 16 MB then.
  'wal_autocheckpoint = 4000',
];

/** The knex configuration of an SQLite file. Makes its folder when that is missing. */
export function sqliteConfig({ filename }: SqliteLocation): Knex.Config {
  mkdirSync(dirname(filename), { recursive: true, mode: 0o700 });
  // Messages and password hashes are for nobody else on the machine; SQLite gives its other files the same mode.
  closeSync(openSync(filename, 'a', 0o600));
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
          takeFile(connection);
          keepPrepared(connection);
          done(null);
        } catch (thrown) {
          connection.close();
          done(isBusy(thrown) ? new FileInUseError(filename, thrown) : thrown);
        }
      },
    },
  };
}

function takeFile(connection: Connection): void {
  for (const pragma of pragmas) {
    connection.pragma(pragma);
  }
  // The exclusive lock is taken by the first write and kept from then on.
  connection.exec('BEGIN IMMEDIATE; COMMIT');
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
