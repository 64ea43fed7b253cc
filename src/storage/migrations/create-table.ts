import type { Knex } from 'knex';

export type DialectName = 'mysql' | 'sqlite';

export interface Table {
  readonly name: string;
  /** Columns and constraints, as SQL. */
  readonly columns: readonly string[];
  readonly indexes: readonly { readonly name: string; readonly columns: string; readonly unique: boolean }[];
}

/**
 * Creates a table with its indexes, unless it is there. MySQL commits every CREATE by itself, so there the indexes are
 * part of it: a start that is killed leaves a table as a whole or not at all, and the next start goes on.
 */
export async function createTable(knex: Knex, dialect: DialectName, table: Table): Promise<void> {
  if (dialect === 'mysql') {
    const keys = table.indexes.map(({ name, columns, unique }) => `${unique ? 'UNIQUE ' : ''}KEY ${name} (${columns})`);
    await knex.raw(
      `CREATE TABLE IF NOT EXISTS ${table.name} (${[...table.columns, ...keys].join(', ')}) ENGINE = InnoDB`,
    );
    return;
  }
  await knex.raw(`CREATE TABLE IF NOT EXISTS ${table.name} (${table.columns.join(', ')})`);
  for (const { name, columns, unique } of table.indexes) {
    await knex.raw(`CREATE ${unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${name} ON ${table.name} (${columns})`);
  }
}
