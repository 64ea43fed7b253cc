import type { Knex } from 'knex';

/** Milliseconds without a batch after which the pool has the connection back, which ends it should it stay idle. */
const keptMs = 1000;

/**
 * The connection of the driver for batches, lent to one at a time. Who borrows it again in the turn in which they gave it back
 * has it with the transaction that they left open: so nobody but the batches may borrow it.
 */
export class MysqlWriter {
  readonly dialect = 'mysql';
  readonly #pool: Knex;
  /** The connection while nobody has it: to ask the pool for it takes long beside what a single message needs. */
  #kept: unknown;
  #timer: NodeJS.Timeout | undefined;
  /** Those who wait for the pool. */
  #waiting = 0;
  #isClosing = false;

  constructor(pool: Knex) {
    this.#pool = pool;
  }

  /** Lends the connection to `work`, and to nobody else until that is done. */
  lend<Connection, Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const kept = this.#kept as Connection | undefined;
    if (kept === undefined) return this.#acquire<Connection>().then((connection) => this.#lend(connection, work));
    if (!this.#pool.client.validateConnection(kept)) {
      this.#giveBack();
      return this.lend(work);
    }
    this.#kept = undefined;
    return this.#lend(kept, work);
  }

  /** Waits until nobody has it, then ends it. */
  close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#timer);
    this.#giveBack();
    return this.#pool.destroy();
  }

  async #acquire<Connection>(): Promise<Connection> {
    this.#waiting += 1;
    try {
      return await this.#pool.client.acquireConnection();
    } finally {
      this.#waiting -= 1;
    }
  }

  async #lend<Connection, Result>(
    connection: Connection,
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work(connection);
    } finally {
      this.#keep(connection);
    }
  }

  #keep(connection: unknown): void {
    this.#kept = connection;
    if (this.#isClosing || this.#waiting > 0) this.#giveBack();
    else if (this.#timer) this.#timer.refresh();
    // It keeps no process alive.
    else this.#timer = setTimeout(() => this.#giveBack(), keptMs).unref();
  }

  #giveBack(): void {
    if (this.#kept === undefined) return;
    this.#pool.client.releaseConnection(this.#kept);
    this.#kept = undefined;
  }
}
