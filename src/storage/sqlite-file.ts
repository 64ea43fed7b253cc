import Sqlite from 'better-sqlite3';
import { MessengerError } from '../errors.js';
import type { SqlValue } from './dialect.js';
import { pragmas } from './sqlite-config.js';
import { SqliteThread } from './sqlite-thread.js';
import { createWriter, type SqliteWrite } from './sqlite-writes.js';

/** Two connections of the driver to a file: one of this thread, and one of a thread that writes. They open when first needed. */
export class SqliteFile {
  readonly dialect = 'sqlite';
  readonly #filename: string;
  readonly #thread: SqliteThread;
  #here: Here | undefined;
  #isClosed = false;

  constructor(filename: string) {
    this.#filename = filename;
    this.#thread = new SqliteThread(filename, pragmas);
  }

  /** The first row of a SELECT, of what is committed; `Row` names its columns as the statement does. */
  get<Row>(sql: string, ...bindings: SqlValue[]): Row | undefined {
    return this.#open().get(sql, bindings) as Row | undefined;
  }

  /** Commits all of these, or throws, and then none; nothing else is done meanwhile. */
  write(writes: readonly SqliteWrite[]): void {
    if (writes.length > 0) this.#open().write(writes);
  }

  /** Commits all of these while this thread goes on, or rejects, and then none. Not to be called again before that. */
  writeInThread(writes: readonly SqliteWrite[]): Promise<void> {
    return this.#thread.write(writes);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    try {
      await this.#thread.close();
    } finally {
      this.#here?.close();
      this.#here = undefined;
    }
  }

  #open(): Here {
    if (this.#isClosed) throw new MessengerError('unavailable', { cause: new Error('The database is closed.') });
    this.#here ??= openHere(this.#filename);
    return this.#here;
  }
}

interface Here {
  get(sql: string, bindings: readonly SqlValue[]): unknown;
  write(writes: readonly SqliteWrite[]): void;
  close(): void;
}

function openHere(filename: string): Here {
  const connection = new Sqlite(filename, { fileMustExist: true });
  for (const pragma of pragmas) connection.pragma(pragma);
  const prepared = new Map<string, Sqlite.Statement>();
  return {
    get: (sql, bindings) => {
      const statement = prepared.get(sql) ?? connection.prepare(sql);
      prepared.set(sql, statement);
      return statement.get(...bindings);
    },
    write: createWriter(connection),
    close: () => connection.close(),
  };
}
