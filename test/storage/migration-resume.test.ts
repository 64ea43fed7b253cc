import { expect } from 'chai';
import { format, type PoolConnection, type RowDataPacket } from 'mysql2';
import { type MysqlLocation, parseDatabaseUrl } from '../../src/storage/database-url.js';
import { compactKeys } from '../../src/storage/migrations/0005-compact-keys.js';
import { createMysqlPool, endPool } from '../../src/storage/mysql/mysql-pool.js';
import { createKnex } from '../../src/storage/mysql/open-mysql.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { useMysqlServer } from '../support/mariadb.js';
import { expectReleasedContent, loadReleasedDump, longestConversation, withConnection } from './released-database.js';

/** The fixture has 304 messages: the migration copies them in four steps. */
const chatsPerStep = 100;

/** How many databases are migrated at a time. */
const databasesAtATime = 5;

/**
 * Runs the migration as a node that is killed before its next statement: the connections are destroyed, and the server has
 * executed what the node had sent. Returns the statements that were sent.
 */
async function migrateUntilKilled(url: string, maxStatements: number): Promise<readonly string[]> {
  const location = locationOf(url);
  const pool = createMysqlPool(location, { connectionLimit: 1, multipleStatements: false, silenceMs: 0 });
  const connections: PoolConnection[] = [];
  pool.on('connection', (connection) => connections.push(connection));
  const knex = createKnex(pool);
  const sent: string[] = [];
  // knex emits `query` before it sends a statement.
  knex.on('query', ({ sql }: { readonly sql: string }) => {
    if (sent.length < maxStatements) sent.push(sql);
    else for (const connection of connections) connection.destroy();
  });
  try {
    // The migrator of knex also runs migrations in a transaction.
    await knex.transaction((transaction) => compactKeys(transaction, 'mysql', chatsPerStep));
  } catch (thrown) {
    if (sent.length < maxStatements) throw thrown;
  } finally {
    await knex.destroy();
    await endPool(pool);
  }
  return sent;
}

function locationOf(url: string): MysqlLocation {
  const location = parseDatabaseUrl(url);
  if (location.dialect !== 'mysql') throw new TypeError('The URL is not of a MySQL database.');
  return location;
}

const releasedSession = `SET NAMES utf8mb4;
  SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`;

/** The writes of a node of revision 3998884 that still has the conversation in memory, in the statements of that revision. */
function writesOfReleasedNode(version: number): readonly string[] {
  const { accountId, otherId, unread, unreadByOther, chats } = longestConversation();
  const [newest, older] = chats;
  const newId = 'ffffffff-ffff-7fff-bfff-ffffffffffff';
  const update = (lastId: string | undefined) =>
    format(
      `INSERT INTO conversations (low_id, high_id, unread_low, unread_high, last_chat_id, version) VALUES ?
        ON DUPLICATE KEY UPDATE
          unread_low = IF(version = VALUES(version) - 1, VALUES(unread_low), NULL),
          unread_high = VALUES(unread_high), last_chat_id = VALUES(last_chat_id), version = VALUES(version)`,
      [[[accountId, otherId, unread + 1, unreadByOther, lastId, version + 1]]],
    );
  const insert = format(
    `INSERT INTO chats (id, low_id, high_id, sender_id, message, media, sent_at, client_message_id, previous_id) VALUES ?`,
    [[[newId, accountId, otherId, otherId, 'lost', null, 1, null, newest?.id]]],
  );
  return [
    `${update(newId)}; ${insert}`,
    `${update(newest?.id)}; ${format('UPDATE chats SET has_read = 1 WHERE id IN (?)', [older?.id])}`,
    format(
      'INSERT INTO conversations (low_id, high_id, version) VALUES (?, ?, 0) ON DUPLICATE KEY UPDATE low_id = VALUES(low_id)',
      [accountId, otherId],
    ),
  ];
}

/** Writes as a node of the released version, and rolls back what succeeds. Returns an error code for each write that fails. */
async function failuresOfReleasedNode(url: string, version: number): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const sql of writesOfReleasedNode(version)) {
    await withConnection(url, async (connection) => {
      await connection.query(releasedSession);
      await connection.query(`BEGIN; ${sql}; ROLLBACK`).catch((thrown) => failures.push(thrown.code));
    });
  }
  return failures;
}

/** A conversation has version 1 right after the migration. */
async function expectReleasedNodeToFail(url: string): Promise<void> {
  expect(await failuresOfReleasedNode(url, 1)).to.have.lengthOf(3);
}

describe('a migration on MySQL', function () {
  this.timeout(300_000);
  const createDatabase = useMysqlServer();
  const createReleased = async () => {
    const url = await createDatabase();
    await loadReleasedDump(url);
    return url;
  };

  /** Returns whether the migration was complete before the kill. */
  async function killAndResume(maxStatements: number): Promise<boolean> {
    const url = await createReleased();
    const sent = await migrateUntilKilled(url, maxStatements);
    if (sent.some((sql) => sql.startsWith('RENAME'))) await expectReleasedNodeToFail(url);
    const storage = await openStorage(url);
    try {
      await expectReleasedContent(storage);
    } finally {
      await storage.close();
    }
    return sent.length < maxStatements;
  }

  it('resumes after a kill at any statement, and no node of the released version writes meanwhile', async () => {
    for (let first = 0, isComplete = false; !isComplete; first += databasesAtATime) {
      const counts = Array.from({ length: databasesAtATime }, (_, index) => first + index);
      isComplete = (await Promise.all(counts.map(killAndResume))).includes(true);
    }
  });

  it('accepts no write of a node of the released version afterwards', async () => {
    const url = await createReleased();
    const { accountId, otherId } = longestConversation();
    const [[conversation]] = await withConnection(url, (connection) =>
      connection.query<(RowDataPacket & { version: number })[]>(
        'SELECT version FROM conversations WHERE low_id = ? AND high_id = ?',
        [accountId, otherId],
      ),
    );
    expect(await failuresOfReleasedNode(url, Number(conversation?.version)), 'before the migration').to.deep.equal([]);
    await (await openStorage(url)).close();
    await expectReleasedNodeToFail(url);
    const storage = await openStorage(url);
    await expectReleasedContent(storage);
    await storage.close();
  });

  it('waits for a lock that another node holds for longer than the lock timeout of its sessions', async () => {
    const url = await createReleased();
    await withConnection(url, async (other) => {
      await other.query('BEGIN; SELECT id FROM accounts FOR UPDATE');
      const migrating = openStorage(url);
      await other.query('SELECT SLEEP(4)');
      await other.query('ROLLBACK');
      const storage = await migrating;
      await expectReleasedContent(storage);
      await storage.close();
    });
  });

  it('fails, and keeps the old tables, when a message belongs to no conversation', async () => {
    const url = await createReleased();
    await withConnection(url, async (connection) => {
      await connection.query('UPDATE chats SET high_id = 1000, sender_id = low_id ORDER BY id LIMIT 1');
      const failure = await openStorage(url).then(
        () => 'no failure',
        (thrown) => String(thrown),
      );
      expect(failure).to.include('conversation_id');
      await connection.query('UPDATE old_chats SET high_id = 2, sender_id = 2 WHERE high_id = 1000');
    });
    const storage = await openStorage(url);
    await expectReleasedContent(storage);
    await storage.close();
  });
});
