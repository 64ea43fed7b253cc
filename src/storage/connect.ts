import knex from 'knex';
import { Database } from './database.js';
import { parseDatabaseUrl } from './database-url.js';
import { mysql, sqlite } from './dialect.js';
import { mysqlConfig } from './mysql-config.js';
import { sqliteConfig } from './sqlite-config.js';

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
  const isMysql = location.dialect === 'mysql';
  const pool = knex({
    ...(isMysql ? mysqlConfig(location, options.silenceMs) : sqliteConfig(location)),
    acquireConnectionTimeout: 5000,
    // The bindings, which are people's messages and password hashes, stay out of the messages of errors.
    compileSqlOnError: false,
    // Whatever knex would print it also rejects with, and we log that.
    log: { warn: () => undefined, error: () => undefined },
  });
  return new Database(pool, isMysql ? mysql : sqlite);
}
