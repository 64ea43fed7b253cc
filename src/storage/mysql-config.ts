import type { Socket } from 'node:net';
import type { Knex } from 'knex';
import type { MysqlLocation } from './database-url.js';

/** What we use of a connection of mysql2. */
interface Connection {
  readonly stream: Socket;
  on(event: 'error', listener: () => void): void;
  destroy(): void;
  query(sql: string, done: (error: Error | null) => void): void;
}

const CONNECT_TIMEOUT_MS = 3000;
const SILENCE_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 7500;
const MAX_CONNECTIONS = 10;

const sessionStatements = [
  // Whatever the server would have its clients speak: the driver escapes values as UTF-8.
  'SET NAMES utf8mb4',
  // Row locks only: with REPEATABLE READ the gaps are locked too, and two servers that start conversations deadlock.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  // Strict, so that nothing is ever cut off. It also takes away NO_BACKSLASH_ESCAPES and ANSI_QUOTES, under which the
  // driver's escaping of values would be wrong.
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    time_zone = '+00:00', innodb_lock_wait_timeout = 2`,
];

/** The knex configuration of a MySQL database. `silenceMs`: see `ConnectOptions`. */
export function mysqlConfig(location: MysqlLocation, silenceMs?: number): Knex.Config {
  return configOf(location, silenceMs, {}, sessionStatements, MAX_CONNECTIONS);
}

/**
 * The same for the connections that write batches: a round trip may take several statements, and the first begins a
 * transaction.
 */
export function mysqlWriterConfig(location: MysqlLocation, silenceMs?: number): Knex.Config {
  const statements = [...sessionStatements, 'SET SESSION autocommit = 0'];
  return configOf(location, silenceMs, { multipleStatements: true }, statements, 1);
}

function configOf(
  location: MysqlLocation,
  silenceMs = SILENCE_TIMEOUT_MS,
  options: Knex.MySql2ConnectionConfig,
  statements: readonly string[],
  maxConnections: number,
): Knex.Config {
  const { host, port, user, password, database } = location;
  return {
    client: 'mysql2',
    connection: {
      host,
      port,
      user,
      password,
      database,
      charset: 'utf8mb4',
      timezone: 'Z',
      connectTimeout: CONNECT_TIMEOUT_MS,
      ...options,
    },
    pool: {
      min: 0,
      max: maxConnections,
      idleTimeoutMillis: Math.min(IDLE_TIMEOUT_MS, silenceMs === 0 ? IDLE_TIMEOUT_MS : silenceMs / 2),
      afterCreate: (connection: Connection, done: (error: Error | null) => void) => {
        outliveThePool(connection);
        giveUpWhenSilent(connection, silenceMs);
        prepareSession(connection, statements, (error) => {
          if (error) {
            connection.destroy();
          }
          done(error);
        });
      },
    },
  };
}

/** Without this a server that hangs, or a network that swallows packets, would keep every caller waiting for ever. */
function giveUpWhenSilent({ stream }: Connection, silenceMs: number): void {
  stream.setTimeout(silenceMs, () => {
    stream.destroy(Object.assign(new Error('The database does not answer.'), { code: 'ETIMEDOUT' }));
  });
}

/**
 * knex takes its listeners off a connection that it ends before the server has closed it. What the network says of it
 * after that would be an 'error' without a listener, which ends the process.
 */
function outliveThePool(connection: Connection): void {
  connection.stream.prependListener('error', () => connection.on('error', () => undefined));
}

function prepareSession(
  connection: Connection,
  [statement, ...rest]: readonly string[],
  done: (error: Error | null) => void,
): void {
  if (statement === undefined) {
    done(null);
    return;
  }
  connection.query(statement, (error) => {
    if (error) {
      done(error);
    } else {
      prepareSession(connection, rest, done);
    }
  });
}
