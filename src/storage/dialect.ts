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
  /** Follows a table: read it by this index, whatever the optimizer guesses. */
  byIndex(name: string): string;
  /** Joins a table to those before it, for each of their rows by its primary key, whatever the optimizer guesses. */
  joinById(table: string): string;
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
  byIndex: (name) => `FORCE INDEX (${name})`,
  joinById: (table) => `STRAIGHT_JOIN ${table} FORCE INDEX (PRIMARY)`,
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
  byIndex: (name) => `INDEXED BY ${name}`,
  joinById: (table) => `CROSS JOIN ${table}`,
  async select<Row>(executor: Knex, sql: string, bindings: readonly SqlValue[]) {
    return await executor.raw<readonly Row[]>(sql, bindings);
  },
  async run(executor, sql, bindings) {
    const result = await executor.raw<{ changes: number; lastInsertRowid: number }>(sql, bindings);
    return { affectedRows: result.changes, insertId: result.lastInsertRowid };
  },
};
