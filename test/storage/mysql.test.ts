import { expect } from 'chai';
import { connect } from '../../src/storage/connect.js';
import { inTransaction } from '../../src/storage/mysql-transaction.js';
import { useMysqlServer } from '../support/mariadb.js';
import { storageSuite } from './storage-suite.js';

describe('storage on MySQL', function () {
  this.timeout(20_000);
  const createDatabase = useMysqlServer();

  storageSuite({ name: 'MySQL', createDatabase });

  describe('a connection', () => {
    interface Session {
      readonly mode: string;
      readonly zone: string;
      readonly client: string;
      readonly results: string;
      readonly autocommit: number;
    }
    const sessionQuery = `SELECT @@SESSION.sql_mode AS mode, @@SESSION.time_zone AS zone,
      @@character_set_client AS client, @@character_set_results AS results, @@SESSION.autocommit AS autocommit`;
    // MariaDB and MySQL have different names for it.
    const isolationQuery = "SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')";

    const check = (session: Session | undefined, isolation: { Value: string } | undefined, autocommit: number) => {
      expect(session).to.include({ zone: '+00:00', client: 'utf8mb4', results: 'utf8mb4', autocommit });
      expect(session?.mode.split(',')).to.include('STRICT_ALL_TABLES').and.not.to.include('NO_BACKSLASH_ESCAPES');
      expect(isolation?.Value).to.equal('READ-COMMITTED');
    };

    it('is strict, in UTC, with utf8mb4, and locks no gaps', async () => {
      const database = connect(await createDatabase());
      const [session] = await database.select<Session>(sessionQuery);
      const [isolation] = await database.select<{ Value: string }>(isolationQuery);
      await database.close();
      check(session, isolation, 1);
    });

    it('that writes batches is the same, and commits only when told', async () => {
      const database = connect(await createDatabase());
      const { direct } = database;
      if (direct.dialect !== 'mysql') throw new TypeError('Not of MySQL.');
      const [[session], [isolation]] = await inTransaction(direct, (transaction) =>
        transaction.query<[readonly Session[], readonly { Value: string }[], []]>(
          sessionQuery,
          isolationQuery,
          'ROLLBACK',
        ),
      );
      await database.close();
      check(session, isolation, 0);
    });
  });
});
