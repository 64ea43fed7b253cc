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
  /** The connection that a batch of this turn is done with. */
  #spare: unknown;

  constructor(knex: Knex, dialect: Dialect, writer = knex) {
    super(knex, dialect);
    this.knex = knex;
    this.#writer = writer;
  }

  /** Commits what `work` did, or, when it rejects, undoes it. */
  transaction<Result>(work: (statements: Statements) => Promise<Result>): Promise<Result> {
    return this.knex.transaction((transaction) => work(new Statements(transaction, this.dialect)));
  }

  /**
   * Lends a connection of the driver, for a batch, to `work` and to nobody else until that is done. To who asks in the same
   * turn again it is lent at once.
   */
  withWriter<Connection, Result>(work: (connection: Connection) => Result | Promise<Result>): Promise<Result> {
    const spare = this.#spare;
    if (spare === undefined) {
      return this.#writer.client.acquireConnection().then((connection: Connection) => this.#lend(connection, work));
    }
    this.#spare = undefined;
    return this.#lend(spare as Connection, work);
  }

  /** Waits for the connections in use, then ends all of them. */
  async close(): Promise<void> {
    await Promise.all([this.knex.destroy(), this.#writer.destroy()]);
  }

  async #lend<Connection, Result>(
    connection: Connection,
    work: (connection: Connection) => Result | Promise<Result>,
  ): Promise<Result> {
    try {
      const result = await work(connection);
      this.#spare = connection;
      return result;
    } finally {
      if (this.#spare === connection) setImmediate(() => this.#giveBack(connection));
      else this.#writer.client.releaseConnection(connection);
    }
  }

  #giveBack(connection: unknown): void {
    if (this.#spare !== connection) return;
    this.#spare = undefined;
    this.#writer.client.releaseConnection(connection);
  }
}
