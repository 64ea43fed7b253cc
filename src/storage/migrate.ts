import type { Knex } from 'knex';
import { MessengerError } from '../errors.js';
import type { MysqlLocation } from './database-url.js';
import type { DialectName } from './migrations/create-table.js';
import { migrations, type NamedMigration } from './migrations/migrations.js';
import { createMysqlPool, endPool } from './mysql/mysql-pool.js';
import { createKnex } from './mysql/open-mysql.js';
import { createSqliteKnex } from './sqlite/open-sqlite.js';

/** How long a node waits while another node migrates, in seconds. */
const lockTimeoutSeconds = 120;

/** Locks are named for the whole server, with at most 64 characters: the name holds a hash of the database's name. */
const lockName = "CONCAT('messenger-migrations-', MD5(DATABASE()))";

/**
 * Brings the schema of a MySQL database up to date. Nodes that start at the same time migrate one after the other. A node
 * that is killed keeps nobody out: its lock ends with its connection.
 * @throws MessengerError `unavailable` when another node is still migrating after two minutes.
 */
export async function migrateMysql(location: MysqlLocation): Promise<void> {
  // Connections that wait for the server as long as necessary: changing a large table takes its time.
  const pool = createMysqlPool(location, { connectionLimit: 2, multipleStatements: false, silenceMs: 0 });
  const knex = createKnex(pool);
  try {
    await underLock(knex, () => migrateToLatest(knex, 'mysql'));
  } finally {
    await knex.destroy();
    await endPool(pool);
  }
}

/** Brings the schema of an SQLite file up to date. The caller holds the file's lock. */
export async function migrateSqlite(filename: string): Promise<void> {
  const knex = createSqliteKnex(filename, { isReadonly: false });
  try {
    await knex.raw('PRAGMA journal_mode = WAL');
    await knex.raw('PRAGMA synchronous = FULL');
    await migrateToLatest(knex, 'sqlite');
  } finally {
    await knex.destroy();
  }
}

/** The lock belongs to the connection of a transaction that does nothing else. */
async function underLock(knex: Knex, work: () => Promise<void>): Promise<void> {
  await knex.transaction(async (connection) => {
    const { 0: rows } = await connection.raw<{ 0: readonly { isOurs: number | null }[] }>(
      `SELECT GET_LOCK(${lockName}, ?) AS isOurs`,
      [lockTimeoutSeconds],
    );
    if (rows[0]?.isOurs !== 1) {
      throw new MessengerError('unavailable', { cause: new Error('Another node is still migrating the database.') });
    }
    try {
      await work();
    } finally {
      await connection.raw(`SELECT RELEASE_LOCK(${lockName})`);
    }
  });
}

async function migrateToLatest(knex: Knex, dialect: DialectName): Promise<void> {
  const config: Knex.MigratorConfig = {
    migrationSource: {
      getMigrations: () => Promise.resolve([...migrations]),
      getMigrationName: (migration: NamedMigration) => migration.name,
      getMigration: (migration: NamedMigration) =>
        Promise.resolve({
          up: (executor: Knex) => migration.up(executor, dialect),
          // knex requires it. The schema only goes forward: going back would lose messages.
          down: () => Promise.reject(new Error('Migrations cannot be undone.')),
        }),
    },
  };
  // knex locks in a row, which stays locked when a node is killed. The lock above is held by now.
  await knex.migrate.forceFreeMigrationsLock(config);
  await knex.migrate.latest(config);
}
