import Sqlite from 'better-sqlite3';
import type { SqlValue } from './dialect.js';
import { SqliteCheckpoints } from './sqlite-checkpoints.js';
import { pragmas } from './sqlite-config.js';
import { databaseClosed, SqliteThread } from './sqlite-thread.js';
import { checkpoint, createWriter, type SqliteWrite } from './sqlite-writes.js';

/** Connections of the driver to a file: of this thread, of one that writes, and of one that copies. They open when first needed. */
export class SqliteFile {
  readonly dialect = 'sqlite';
  readonly #filename: string;
  readonly #writer: SqliteThread;
  readonly #copier: SqliteThread;
  readonly #checkpoints: SqliteCheckpoints;
  #here: Here | undefined;
  #isClosed = false;

  constructor(filename: string) {
    this.#filename = filename;
    this.#writer = new SqliteThread(filename, pragmas);
    this.#copier = new SqliteThread(filename, pragmas);
    this.#checkpoints = new SqliteCheckpoints(filename, this.#copier, () => this.#countPages());
  }

  /** The first row of a SELECT, of what is committed; `Row` names its columns as the statement does. */
  get<Row>(sql: string, ...bindings: SqlValue[]): Row | undefined {
    return this.#open().get(sql, bindings) as Row | undefined;
  }

  /** Commits all of these, or throws, and then none; nothing else is done meanwhile. */
  write(writes: readonly SqliteWrite[]): void {
    if (writes.length === 0) return;
    const here = this.#open();
    this.#checkpoints.finish(here.checkpoint);
    here.write(writes);
    this.#checkpoints.begin();
  }

  /** Commits all of these while this thread goes on, or rejects, and then none. */
  async writeInThread(writes: readonly SqliteWrite[]): Promise<void> {
    this.#checkpoints.finish(() => this.#writer.checkpoint());
    await this.#writer.write(writes);
    this.#checkpoints.begin();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    try {
      await this.#checkpoints.close();
      await Promise.all([this.#writer.close(), this.#copier.close()]);
    } finally {
      this.#here?.close();
      this.#here = undefined;
    }
  }

  /** To be called when no connection to the file is open any more, here or anywhere in this process. */
  release(): void {
    this.#checkpoints.release();
  }

  /** How many pages of the WAL are not in the file yet. */
  #countPages(): number {
    const row = this.get<{ log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)');
    return row ? row.log - row.checkpointed : 0;
  }

  #open(): Here {
    if (this.#isClosed) throw databaseClosed();
    this.#here ??= openHere(this.#filename);
    return this.#here;
  }
}

interface Here {
  get(sql: string, bindings: readonly SqlValue[]): unknown;
  write(writes: readonly SqliteWrite[]): void;
  checkpoint(): void;
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
    checkpoint: () => checkpoint(connection),
    close: () => connection.close(),
  };
}
