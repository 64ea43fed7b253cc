import { connect } from 'node:net';
import { createPool, type Pool, type PoolOptions } from 'mysql2';
import type { MysqlLocation } from '../database-url.js';

const connectTimeoutMs = 3_000;

/** The default of `silenceMs`. */
const defaultSilenceMs = 10_000;

/**
 * The session's SQL mode. STRICT_ALL_TABLES: a value that does not fit is an error and is never cut off. The list leaves out
 * NO_BACKSLASH_ESCAPES and ANSI_QUOTES, under which the values that the driver has escaped would end too early.
 */
export const setSqlMode = `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`;

const sessionStatements = [
  // The driver escapes values as UTF-8, whatever character set the server prefers.
  'SET NAMES utf8mb4',
  // READ COMMITTED locks rows only. REPEATABLE READ also locks gaps, and two nodes that create conversations would deadlock.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  setSqlMode,
  `SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 2`,
];

export interface MysqlPoolOptions {
  readonly connectionLimit: number;
  /** Whether one query may hold several statements, which then take one round trip. */
  readonly multipleStatements: boolean;
  /**
   * After this many ms without a byte from the server, a connection is closed, be it idle or waiting for an answer; 0 waits
   * for ever. Without it a server that hangs would keep every caller waiting.
   */
  readonly silenceMs?: number | undefined;
}

/** Creates a pool of connections whose sessions are strict, in UTC, and use UTF-8. The first query connects. */
export function createMysqlPool(location: MysqlLocation, options: MysqlPoolOptions): Pool {
  const { host, port, user, password, database } = location;
  const { silenceMs = defaultSilenceMs, ...limits } = options;
  const config: PoolOptions = {
    ...limits,
    host,
    port,
    user,
    password,
    database,
    charset: 'utf8mb4',
    timezone: 'Z',
    connectTimeout: connectTimeoutMs,
    stream: () => {
      const socket = connect({ host, port, noDelay: true, keepAlive: true });
      socket.setTimeout(silenceMs, () => {
        socket.destroy(Object.assign(new Error('The database does not answer.'), { code: 'ETIMEDOUT' }));
      });
      return socket;
    },
  };
  const pool = createPool(config);
  pool.on('connection', (connection) => {
    for (const statement of sessionStatements) {
      connection.query(statement, (error) => {
        if (error) connection.destroy();
      });
    }
  });
  return pool;
}

/** Resolves when the pool's connections have finished their work and are closed. */
export function endPool(pool: Pool): Promise<void> {
  return new Promise((resolve, reject) => {
    pool.end((error) => (error ? reject(error) : resolve()));
  });
}
