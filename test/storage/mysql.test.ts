import { expect } from 'chai';
import type { Knex } from 'knex';
import { parseDatabaseUrl } from '../../src/storage/database-url.js';
import { createMysqlPool, endPool } from '../../src/storage/mysql/mysql-pool.js';
import { createKnex } from '../../src/storage/mysql/open-mysql.js';
import { useMysqlServer } from '../support/mariadb.js';
import { storageSuite } from './storage-suite.js';

describe('storage on MySQL', function () {
  this.timeout(20_000);
  const createDatabase = useMysqlServer();

  storageSuite({ name: 'MySQL', createDatabase });

  describe('a connection', () => {
    const withPool = async <Result>(work: (knex: Knex) => Promise<Result>): Promise<Result> => {
      const location = parseDatabaseUrl(await createDatabase());
      if (location.dialect !== 'mysql') throw new TypeError('The database is not MySQL.');
      const pool = createMysqlPool(location, { connectionLimit: 1, multipleStatements: false });
      try {
        return await work(createKnex(pool));
      } finally {
        await endPool(pool);
      }
    };

    it('is strict, in UTC, with utf8mb4, and locks no gaps', () =>
      withPool(async (knex) => {
        const { 0: sessions } = await knex.raw<{ 0: readonly Record<string, string>[] }>(
          `SELECT @@SESSION.sql_mode AS mode, @@SESSION.time_zone AS zone,
            @@character_set_client AS client, @@character_set_results AS results`,
        );
        expect(sessions[0]).to.include({ zone: '+00:00', client: 'utf8mb4', results: 'utf8mb4' });
        const modes = sessions[0]?.['mode']?.split(',');
        expect(modes).to.include('STRICT_ALL_TABLES').and.not.to.include('NO_BACKSLASH_ESCAPES');
        // MariaDB and MySQL have different names for the variable.
        const { 0: isolation } = await knex.raw<{ 0: readonly { Value: string }[] }>(
          "SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')",
        );
        expect(isolation[0]?.Value).to.equal('READ-COMMITTED');
      }));
  });
});
