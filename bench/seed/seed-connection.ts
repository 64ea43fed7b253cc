import Sqlite from 'better-sqlite3';
import mysql, { type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';

export type SqlValue = string | number | Buffer | null;

/** A connection for seeding. It uses the drivers alone, so that it can seed the database of any revision. */
export interface SeedConnection {
  readonly isSqlite: boolean;
  /** Inserts rows in one transaction. The names are trusted, the values are bound. */
  insert(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void>;
  /** Runs one statement that changes rows. */
  run(sql: string, values: readonly SqlValue[]): Promise<void>;
  select(sql: string, values: readonly SqlValue[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** Rows of one INSERT on MySQL: enough to save round trips, few enough for the default `max_allowed_packet`. */
const rowsPerStatement = 1_000;

/** Opens a database whose server has created the tables and has stopped. */
export function openSeedConnection(databaseUrl: string): Promise<SeedConnection> {
  return databaseUrl.startsWith('sqlite:')
    ? Promise.resolve(openSqlite(databaseUrl.slice('sqlite:'.length)))
    : openMysql(databaseUrl);
}

function openSqlite(file: string): SeedConnection {
  const database = new Sqlite(file, { fileMustExist: true });
  return {
    isSqlite: true,
    insert: async (table, columns, rows) => {
      const marks = columns.map(() => '?').join(', ');
      const statement = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`);
      const insertAll = database.transaction(() => {
        for (const row of rows) statement.run(...row);
      });
      insertAll();
    },
    run: async (sql, values) => {
      database.prepare(sql).run(...values);
    },
    select: async (sql, values) => database.prepare<unknown[], Record<string, unknown>>(sql).all(...values),
    close: async () => {
      database.close();
    },
  };
}

async function openMysql(url: string): Promise<SeedConnection> {
  const connection = await mysql.createConnection(url);
  return {
    isSqlite: false,
    insert: async (table, columns, rows) => {
      await connection.beginTransaction();
      for (let first = 0; first < rows.length; first += rowsPerStatement) {
        await connection.query<ResultSetHeader>(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [
          rows.slice(first, first + rowsPerStatement),
        ]);
      }
      await connection.commit();
    },
    run: async (sql, values) => {
      await connection.query<ResultSetHeader>(sql, [...values]);
    },
    select: async (sql, values) => {
      const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
      return rows;
    },
    close: () => connection.end(),
  };
}
