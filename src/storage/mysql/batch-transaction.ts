import { format, type Pool, type PoolConnection, type SqlValue } from 'mysql2';
import type { StatementListener } from '../statement-listener.js';
import { isGaleraNode } from './galera-node.js';
import { setSqlMode } from './mysql-pool.js';

/** A statement and its values, which the driver escapes. */
export interface Statement {
  readonly sql: string;
  readonly values?: SqlValue[];
}

/** The rows of each statement; empty for a statement that returns none. */
export type Rows = readonly (readonly unknown[])[];

/**
 * Begins a transaction. The mode is set in the same query as the values that depend on it, because a proxy may have changed
 * the mode of the session since the last query. The server parses the statements of a query one after the other.
 */
const begin: readonly Statement[] = [{ sql: setSqlMode }, { sql: 'START TRANSACTION' }];

/**
 * A transaction of one batch. It uses the driver without knex, for one reason: several statements go to the server in one
 * round trip, which costs more than most of the statements when the database is near.
 *
 * A Galera node gets each statement in a query of its own. The node may roll a transaction back at any time, in favour of a
 * transaction of another node. It reports that as the error of the current query, or of the next one; but between two
 * statements of one query it reports nothing, and runs the other statements outside the transaction.
 */
export class BatchTransaction {
  readonly #connection: PoolConnection;
  readonly #isGalera: boolean;
  readonly #onStatement: StatementListener | undefined;
  #isOpen = false;

  constructor(connection: PoolConnection, isGalera: boolean, onStatement?: StatementListener) {
    this.#connection = connection;
    this.#isGalera = isGalera;
    this.#onStatement = onStatement;
  }

  /** Runs statements, up to the first that fails: in one round trip unless on Galera. Returns the rows of each. */
  async run(statements: readonly Statement[]): Promise<Rows> {
    const opening = this.#isOpen ? [] : begin;
    this.#isOpen = true;
    if (!this.#isGalera) return (await this.#query([...opening, ...statements])).slice(opening.length);
    if (opening.length > 0) await this.#query(opening);
    const rows: (readonly unknown[])[] = [];
    for (const statement of statements) rows.push(...(await this.#query([statement])));
    return rows;
  }

  /**
   * Runs statements and commits. Resolves when the server has answered the COMMIT. Nothing follows the COMMIT in the query:
   * on a Galera cluster the certification may fail, and only the answer to COMMIT itself says so.
   */
  async commit(statements: readonly Statement[]): Promise<void> {
    await this.run([...statements, { sql: 'COMMIT' }]);
    this.#isOpen = false;
  }

  /** Releases all locks; nothing that is not committed remains. */
  async rollBack(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#query([{ sql: 'ROLLBACK' }]);
  }

  /** Runs statements in one query. Returns the rows of each. */
  async #query(statements: readonly Statement[]): Promise<Rows> {
    const sql = statements.map((statement) => format(statement.sql, statement.values));
    if (this.#onStatement) for (const statement of sql) this.#onStatement(statement, []);
    const answers = await new Promise<unknown>((resolve, reject) => {
      this.#connection.query(sql.join(';'), (error, answer) => (error ? reject(error) : resolve(answer)));
    });
    const all: readonly unknown[] = sql.length === 1 ? [answers] : (answers as unknown[]);
    return all.map((answer) => (Array.isArray(answer) ? answer : []));
  }
}

/** Runs `work` in a transaction that `work` commits. Rolls back everything that `work` has not committed. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (transaction: BatchTransaction) => Promise<Result>,
  onStatement?: StatementListener,
): Promise<Result> {
  const connection = await getConnection(pool);
  let transaction: BatchTransaction | undefined;
  try {
    transaction = new BatchTransaction(connection, await isGaleraNode(connection), onStatement);
    return await work(transaction);
  } finally {
    await Promise.resolve(transaction?.rollBack()).then(
      () => connection.release(),
      // The server rolls back when the connection is gone.
      () => connection.destroy(),
    );
  }
}

function getConnection(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection)));
  });
}
