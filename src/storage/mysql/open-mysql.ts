import knex, { type Knex } from 'knex';
import type { Pool } from 'mysql2';
import { accountsByKeyWith } from '../account-store.js';
import type { MysqlLocation } from '../database-url.js';
import type { OpenDatabase } from '../open-storage.js';
import type { StatementListener } from '../statement-listener.js';
import { createMysqlPool, endPool, type MysqlPoolOptions } from './mysql-pool.js';
import { MysqlWriter } from './mysql-writer.js';

/** Connections for everything but batches. */
const connectionLimit = 10;

export interface OpenMysqlOptions extends Pick<MysqlPoolOptions, 'silenceMs'> {
  readonly onStatement?: StatementListener | undefined;
}

/** Opens connection pools for a MySQL database that is migrated. */
export function openMysql(location: MysqlLocation, { silenceMs, onStatement }: OpenMysqlOptions = {}): OpenDatabase {
  const pool = createMysqlPool(location, { connectionLimit, multipleStatements: false, silenceMs });
  // Batches are committed one at a time.
  const batchPool = createMysqlPool(location, { connectionLimit: 1, multipleStatements: true, silenceMs });
  const database = createKnex(pool);
  if (onStatement) database.on('query', ({ sql, bindings }) => onStatement(sql, bindings));
  return {
    knex: database,
    // The optimizer prefers the primary key for ORDER BY id DESC LIMIT, and would read the messages of all conversations.
    chatsByConversation: 'chats FORCE INDEX (chats_conversation)',
    accountsByKey: accountsByKeyWith(database),
    writer: new MysqlWriter(database, batchPool, onStatement),
    async close() {
      await Promise.all([endPool(pool), endPool(batchPool)]);
      await database.destroy();
    },
  };
}

/** Creates a knex on a pool of the driver. Closing the knex leaves the pool open. */
export function createKnex(pool: Pool): Knex {
  return knex({
    client: 'mysql2',
    connectionPool: {
      getConnection: (done) => pool.getConnection(done),
      end: (done) => pool.end((error) => done?.(error ?? undefined)),
    },
    // Error messages do not repeat the bindings, which hold usernames and password hashes.
    compileSqlOnError: false,
    // knex also rejects with everything it would print, and the caller logs the rejection.
    log: { warn: () => undefined, error: () => undefined },
  });
}
