// @ts-check
// JavaScript, and so is what it imports: a thread is started from it, and what compiles TypeScript as it is loaded does not
// reach into threads.

/**
 * A statement, and what it binds the first time, the second time and so on: so many values each time.
 * @typedef {{ readonly sql: string, readonly width: number, readonly values: readonly (string | number | null)[] }} SqliteWrite
 */

/**
 * Makes what runs writes in one transaction, in their order, each text compiled once. When one fails, nothing is written,
 * and what SQLite says is thrown.
 * @param {import('better-sqlite3').Database} connection
 * @returns {(writes: readonly SqliteWrite[]) => void}
 */
export function createWriter(connection) {
  /** @type {Map<string, import('better-sqlite3').Statement>} */
  const statements = new Map();

  /** @param {string} sql */
  const statementOf = (sql) => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  const runAll = connection.transaction((/** @type {readonly SqliteWrite[]} */ writes) => {
    for (const { sql, width, values } of writes) {
      const statement = statementOf(sql);
      for (let start = 0; start < values.length; start += width) {
        statement.run(...values.slice(start, start + width));
      }
    }
  });
  return (writes) => runAll.immediate(writes);
}

/**
 * Copies what is in the WAL to the file, as far as nobody else reads it there or copies it too.
 * @param {import('better-sqlite3').Database} connection
 */
export function checkpoint(connection) {
  connection.pragma('wal_checkpoint(PASSIVE)');
}
