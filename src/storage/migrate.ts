import type { Knex } from 'knex';
import { MessengerError } from '../errors.js';
import { connect } from './connect.js';
import type { Database } from './database.js';
import { migrations, type NamedMigration } from './migrations/migrations.js';

/** As long as another process may take to migrate, in seconds. */
const LOCK_SECONDS = 120;

/** Of this database: the names of locks are shared by the whole server, and have at most 64 characters. */
const LOCK_NAME = "CONCAT('messenger-migrations-', MD5(DATABASE()))";

/**
 * Brings the schema of a database up to date. Processes that start at the same time do so one after the other; a process
 * that is killed meanwhile keeps nobody out, since its lock ends with its connection.
 * @throws MessengerError `unavailable` when another process is still migrating after two minutes; else the driver's errors
 */
export async function migrate(databaseUrl: string): Promise<void> {
  // On connections of its own: a change of a large table may take as long as it takes.
  const database = connect(databaseUrl, { silenceMs: 0 });
  try {
    if (database.dialect.name === 'mysql') {
      await underLock(database, () => migrateToLatest(database));
    } else {
      await migrateToLatest(database);
    }
  } finally {
    await database.close();
  }
}

async function underLock(database: Database, work: () => Promise<void>): Promise<void> {
  // A transaction for its connection only: the lock belongs to the connection.
  await database.transaction(async (connection) => {
    const [lock] = await connection.select<{ isOurs: number | null }>(`SELECT GET_LOCK(${LOCK_NAME}, ?) AS isOurs`, [
      LOCK_SECONDS,
    ]);
    if (lock?.isOurs !== 1) {
      throw new MessengerError('unavailable', { cause: new Error('Another process is still migrating the database.') });
    }
    try {
      await work();
    } finally {
      await connection.select(`SELECT RELEASE_LOCK(${LOCK_NAME})`);
    }
  });
}

async function migrateToLatest({ knex, dialect }: Database): Promise<void> {
  const config: Knex.MigratorConfig = {
    migrationSource: {
      getMigrations: () => Promise.resolve([...migrations]),
      getMigrationName: (migration: NamedMigration) => migration.name,
      getMigration: (migration: NamedMigration) =>
        Promise.resolve({
          up: (executor: Knex) => migration.up(executor, dialect.name),
          // knex wants one; the schema only goes forward, since going back would throw messages away.
          down: () => Promise.reject(new Error('Migrations are not undone.')),
        }),
    },
  };
  // knex keeps a lock of its own, in a row, which a process that was killed leaves locked. We are alone by now.
  await knex.migrate.forceFreeMigrationsLock(config);
  await knex.migrate.latest(config);
}
