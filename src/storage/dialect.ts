import type { Knex } from 'knex';

/** What a statement may bind. Text goes as UTF-8, a `Buffer` byte for byte. */
export type SqlValue = string | number | Buffer | null;

export interface RunResult {
  readonly affectedRows: number;
  /** The generated key of the one inserted row. */
  readonly insertId: number;
}

/** All in which the SQL of the two databases differs. */
export interface Dialect {
  readonly name: 'mysql' | 'sqlite';
  /** Ends a SELECT: the rows are locked in the order of this key, and stay as they are until the transaction ends. */
  forShare(key: string): string;
  /** Ends a SELECT: the same, and nobody else may lock them meanwhile. */
  forUpdate(key: string): string;
  /** Follows a table: read it by its primary key. */
  readonly byPrimaryKey: string;
  /** Follows a table: read it by this index, whatever the optimizer guesses. */
  byIndex(name: string): string;
  /** A condition: these columns equal one of `count` rows of parameters. */
  isOneOf(columns: readonly string[], count: number): string;
  /** Ends an INSERT: where `key` is there already, the other columns take the values that were to be inserted. */
  orUpdate(key: readonly string[], columns: readonly string[]): string;
  select<Row>(executor: Knex, sql: string, bindings: readonly SqlValue[]): Promise<readonly Row[]>;
  run(executor: Knex, sql: string, bindings: readonly SqlValue[]): Promise<RunResult>;
}

/** `?, ?, ?` */
export function placeholders(count: number): string {
  return Array(count).fill('?').join(', ');
}

/** `(?, ?), (?, ?)` */
export function placeholderRows(columns: number, count: number): string {
  return Array(count)
    .fill(`(${placeholders(columns)})`)
    .join(', ');
}

export const mysql: Dialect = {
  name: 'mysql',
  // MySQL 8 also has FOR SHARE; MariaDB has not.
  forShare: (key) => `ORDER BY ${key} LOCK IN SHARE MODE`,
  forUpdate: (key) => `ORDER BY ${key} FOR UPDATE`,
  byPrimaryKey: 'FORCE INDEX (PRIMARY)',
  byIndex: (name) => `FORCE INDEX (${name})`,
  isOneOf: (columns, count) => `(${columns.join(', ')}) IN (${placeholderRows(columns.length, count)})`,
  orUpdate: (_key, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  async select<Row>(executor: Knex, sql: string, bindings: readonly SqlValue[]) {
    const result = await executor.raw<{ 0: Row[] }>(sql, bindings);
    return result[0];
  },
  async run(executor, sql, bindings) {
    const result = await executor.raw<{ 0: RunResult }>(sql, bindings);
    return result[0];
  },
};

export const sqlite: Dialect = {
  name: 'sqlite',
  // There is one writer, and it holds the file: no row needs a lock of its own.
  forShare: () => '',
  forUpdate: () => '',
  byPrimaryKey: '',
  byIndex: (name) => `INDEXED BY ${name}`,
  isOneOf: (columns, count) => `(${columns.join(', ')}) IN (VALUES ${placeholderRows(columns.length, count)})`,
  orUpdate: (key, columns) =>
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  async select<Row>(executor: Knex, sql: string, bindings: readonly SqlValue[]) {
    return await executor.raw<readonly Row[]>(sql, bindings);
  },
  async run(executor, sql, bindings) {
    const result = await executor.raw<{ changes: number; lastInsertRowid: number }>(sql, bindings);
    return { affectedRows: result.changes, insertId: result.lastInsertRowid };
  },
};
