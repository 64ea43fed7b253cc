import knex, { type Knex } from 'knex';
import { Database } from './database.js';
import { parseDatabaseUrl } from './database-url.js';
import { mysql, sqlite } from './dialect.js';
import { mysqlConfig, mysqlWriterConfig } from './mysql-config.js';
import { MysqlWriter } from './mysql-writer.js';
import { sqliteConfig } from './sqlite-config.js';
import { SqliteFile } from './sqlite-file.js';

export interface ConnectOptions {
  /**
   * A MySQL connection whose server says nothing for so long while we wait, in ms, is given up; 0 waits for ever.
   * Without it 10,000. Longer than `idleMs` of the pool, or it would end connections nobody uses.
   */
  readonly silenceMs?: number;
}

/**
 * Sets up the pool of a database; the first statement connects. It does not migrate.
 * @throws TypeError when the URL is not one of a database.
 */
export function connect(databaseUrl: string, options: ConnectOptions = {}): Database {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === 'sqlite') {
    const file = new SqliteFile(location.filename);
    return new Database(createPool(sqliteConfig(location, () => file.release())), sqlite, file);
  }
  const { silenceMs } = options;
  return new Database(
    createPool(mysqlConfig(location, silenceMs)),
    mysql,
    new MysqlWriter(createPool(mysqlWriterConfig(location, silenceMs))),
  );
}

function createPool(config: Knex.Config): Knex {
  return knex({
    ...config,
    acquireConnectionTimeout: 5000,
    // The bindings, which are people's messages and password hashes, stay out of the messages of errors.
    compileSqlOnError: false,
    // Whatever knex would print it also rejects with, and we log that.
    log: { warn: () => undefined, error: () => undefined },
  });
}
