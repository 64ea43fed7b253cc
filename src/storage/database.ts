import type { Knex } from 'knex';
import type { Dialect, RunResult, SqlValue } from './dialect.js';
import type { MysqlWriter } from './mysql-writer.js';
import type { SqliteFile } from './sqlite-file.js';

/** Runs statements, each on its own or all in one transaction. */
export class Statements {
  readonly dialect: Dialect;
  readonly #executor: Knex;

  constructor(executor: Knex, dialect: Dialect) {
    this.#executor = executor;
    this.dialect = dialect;
  }

  /** The rows of a SELECT; `Row` names its columns as the statement does. */
  select<Row>(sql: string, bindings: readonly SqlValue[] = []): Promise<readonly Row[]> {
    return this.dialect.select<Row>(this.#executor, sql, bindings);
  }

  run(sql: string, bindings: readonly SqlValue[]): Promise<RunResult> {
    return this.dialect.run(this.#executor, sql, bindings);
  }
}

/** An open database: a pool of connections. Errors are the driver's own; `translateError` makes them ours. */
export class Database extends Statements {
  readonly knex: Knex;
  /** Connections of the driver itself, for what is done most. */
  readonly direct: MysqlWriter | SqliteFile;

  constructor(knex: Knex, dialect: Dialect, direct: MysqlWriter | SqliteFile) {
    super(knex, dialect);
    this.knex = knex;
    this.direct = direct;
  }

  /** Commits what `work` did, or, when it rejects, undoes it. */
  transaction<Result>(work: (statements: Statements) => Promise<Result>): Promise<Result> {
    return this.knex.transaction((transaction) => work(new Statements(transaction, this.dialect)));
  }

  /** Waits for the connections in use, then ends all of them; the one that keeps others from a file of SQLite is the last. */
  async close(): Promise<void> {
    try {
      await this.direct.close();
    } finally {
      await this.knex.destroy();
    }
  }
}
