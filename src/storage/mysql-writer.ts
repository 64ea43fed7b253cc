import type { Knex } from 'knex';

/** The connection of the driver for batches, lent to one at a time. */
export class MysqlWriter {
  readonly dialect = 'mysql';
  readonly #pool: Knex;
  /** The connection that a batch of this turn is done with. */
  #spare: unknown;

  constructor(pool: Knex) {
    this.#pool = pool;
  }

  /**
   * Lends the connection to `work`, and to nobody else until that is done. To who asks in the same turn again it is lent
   * at once.
   */
  lend<Connection, Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const spare = this.#spare;
    if (spare === undefined) {
      return this.#pool.client.acquireConnection().then((connection: Connection) => this.#lend(connection, work));
    }
    this.#spare = undefined;
    return this.#lend(spare as Connection, work);
  }

  /** Waits until nobody has it, then ends it. */
  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #lend<Connection, Result>(
    connection: Connection,
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    try {
      const result = await work(connection);
      this.#spare = connection;
      return result;
    } finally {
      if (this.#spare === connection) setImmediate(() => this.#giveBack(connection));
      else this.#pool.client.releaseConnection(connection);
    }
  }

  #giveBack(connection: unknown): void {
    if (this.#spare !== connection) return;
    this.#spare = undefined;
    this.#pool.client.releaseConnection(connection);
  }
}
