import type { SqlValue } from './dialect.js';
import type { MysqlWriter } from './mysql-writer.js';

/** What we use of a connection of mysql2 that has `multipleStatements`. */
interface MysqlConnection {
  query(sql: string, values: null, done: (error: Error | null, results: unknown) => void): MysqlQuery;
  escape(text: string): string;
  destroy(): void;
}

interface MysqlQuery {
  on(event: 'result', listener: () => void): unknown;
}

/** SQL, or a statement that is left out. */
export type Statement = string | false;

/** Selected rows, by statement. */
export type Selected = readonly (readonly unknown[])[];

/**
 * A transaction whose statements go to the server several at a time, as text: a server on the same machine spends more time
 * on one round trip than on most statements. It begins with the first of them and ends with their COMMIT or ROLLBACK.
 */
export class MysqlTransaction {
  readonly #connection: MysqlConnection;

  constructor(connection: MysqlConnection) {
    this.#connection = connection;
  }

  /**
   * Runs these statements in one round trip, up to the first that fails. Answers the rows of each; of one that is left out,
   * none.
   */
  query<Results extends Selected = Selected>(...statements: readonly Statement[]): Promise<Results> {
    return new Promise((resolve, reject) => {
      if (statements.every((statement) => statement === false)) {
        resolve(statements.map(() => []) as readonly unknown[] as Results);
        return;
      }
      this.#send(statements, (error, results) => {
        if (error) reject(error);
        // The caller knows what it selects, as with each driver.
        else resolve(results as readonly unknown[] as Results);
      });
    });
  }

  /**
   * Writes and commits, and in the same round trip opens the next transaction with statements that select; answers their
   * rows. It rejects also when it did not come to that.
   * @param committed is called as soon as it is committed, whatever comes of the next
   */
  commit(writes: readonly Statement[], opening: readonly Statement[], committed: () => void): Promise<Selected> {
    const committing = [...writes, 'COMMIT'];
    let left = committing.filter((statement) => statement !== false).length;
    return new Promise((resolve, reject) => {
      const query = this.#send([...committing, ...opening], (error, results) => {
        if (error) reject(error);
        else resolve(results.slice(committing.length));
      });
      // One for each statement that selects nothing. COMMIT is the last of them.
      query.on('result', () => {
        left -= 1;
        if (left === 0) committed();
      });
    });
  }

  #send(statements: readonly Statement[], done: (error: Error | null, results: Selected) => void): MysqlQuery {
    const sent = statements.filter((statement) => statement !== false);
    // Without values the driver would still look for their placeholders.
    return this.#connection.query(sent.join(';'), null, (error, results) => {
      if (error) {
        done(error, []);
        return;
      }
      const answers: unknown[] = sent.length === 1 || !Array.isArray(results) ? [results] : results;
      let next = 0;
      const selected = statements.map((statement) => {
        const answer = statement === false ? undefined : answers[next++];
        return Array.isArray(answer) ? answer : [];
      });
      done(null, selected);
    });
  }

  /** `1,2,'a text'` */
  list(values: readonly SqlValue[]): string {
    return values.map((value) => this.#literal(value)).join();
  }

  /** `(1,2),(1,3)` */
  rows(rows: readonly (readonly SqlValue[])[]): string {
    return rows.map((row) => `(${this.list(row)})`).join();
  }

  #literal(value: SqlValue): string {
    if (typeof value === 'number') {
      return String(value);
    }
    if (Buffer.isBuffer(value)) {
      return `x'${value.toString('hex')}'`;
    }
    return value === null ? 'NULL' : this.#connection.escape(value);
  }
}

/** Runs `work`, which commits or rolls back itself; when it fails, nothing of it stays. */
export function inTransaction<Result>(
  writer: MysqlWriter,
  work: (transaction: MysqlTransaction) => Promise<Result>,
): Promise<Result> {
  return writer.lend(async (connection: MysqlConnection) => {
    const transaction = new MysqlTransaction(connection);
    try {
      return await work(transaction);
    } catch (thrown) {
      // A connection that cannot say what became of its transaction is given up, and the server undoes it.
      await transaction.query('ROLLBACK').catch(() => connection.destroy());
      throw thrown;
    }
  });
}
