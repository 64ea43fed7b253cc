import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { codeOf } from '../driver-errors.js';

/** How long a start waits for another process to release the file, in ms. */
const lockTimeoutMs = 2_000;

/** Another process has the database file open; `code` is SQLite's. */
export class FileInUseError extends Error {
  override readonly name = 'FileInUseError';
  readonly code = 'SQLITE_BUSY';

  constructor(filename: string, cause: unknown) {
    super(`The database file ${filename} is in use by another process.`, { cause });
  }
}

/** Keeps other processes from a database file until it is closed. */
export interface FileLock {
  close(): void;
}

/** Creates the database file and its folder unless they exist. Nobody else on the machine may read them. */
export function createDatabaseFile(filename: string): void {
  mkdirSync(dirname(filename), { recursive: true, mode: 0o700 });
  // SQLite gives its other files, -wal and -shm, the mode of the database file.
  createFile(filename);
}

/**
 * Locks a database file for this process, because this process assumes that nobody else writes to it. The lock is a
 * transaction in a file beside the database: a lock on the database itself would keep out this process's own connections.
 * The operating system releases it when the process dies.
 * @throws FileInUseError when another process, or another storage of this process, has locked the file.
 */
export function lockDatabaseFile(filename: string): FileLock {
  // Symbolic links to one database lead to one lock.
  const lockname = `${realpathSync(filename)}-lock`;
  createFile(lockname);
  const lock = new Sqlite(lockname, { timeout: lockTimeoutMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (thrown) {
    lock.close();
    throw codeOf(thrown) === 'SQLITE_BUSY' ? new FileInUseError(filename, thrown) : thrown;
  }
}

function createFile(filename: string): void {
  try {
    closeSync(openSync(filename, 'wx', 0o600));
  } catch (thrown) {
    // An existing file is not opened: closing it would release all locks of this process on it (POSIX).
    if (codeOf(thrown) !== 'EEXIST') throw thrown;
  }
}
