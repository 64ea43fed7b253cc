import type { Knex } from 'knex';
import type { Dialect, RunResult, SqlValue } from './dialect.js';

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
  /** The pool for batches, which is the other one where they need no connections of their own kind. */
  readonly #writer: Knex;

  constructor(knex: Knex, dialect: Dialect, writer = knex) {
    super(knex, dialect);
    this.knex = knex;
    this.#writer = writer;
  }

  /** Commits what `work` did, or, when it rejects, undoes it. */
  transaction<Result>(work: (statements: Statements) => Promise<Result>): Promise<Result> {
    return this.knex.transaction((transaction) => work(new Statements(transaction, this.dialect)));
  }

  /** Lends a connection of the driver, for a batch, to `work` and to nobody else until that is done. */
  async withWriter<Connection, Result>(work: (connection: Connection) => Result | Promise<Result>): Promise<Result> {
    const { client } = this.#writer;
    const connection: Connection = await client.acquireConnection();
    try {
      return await work(connection);
    } finally {
      client.releaseConnection(connection);
    }
  }

  /** Waits for the connections in use, then ends all of them. */
  async close(): Promise<void> {
    await Promise.all([this.knex.destroy(), this.#writer.destroy()]);
  }
}
