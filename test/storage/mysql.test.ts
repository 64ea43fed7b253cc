import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { connect } from '../../src/storage/connect.js';
import type { Database } from '../../src/storage/database.js';
import { inTransaction } from '../../src/storage/mysql-transaction.js';
import { createUuidV7 } from '../../src/storage/uuidv7.js';
import { leaveOut, type MysqlServer, mysqlServer } from '../support/mariadb.js';
import { createAccounts, createPeople, Fixture, sendMany } from './fixture.js';
import { statementsOf } from './statement-log.js';
import { storageSuite } from './storage-suite.js';

describe('storage on MySQL', function () {
  this.timeout(20_000);
  let server: MysqlServer;
  before(async function () {
    server = (await mysqlServer()) ?? leaveOut(this);
  });
  after(() => server?.dropDatabases());
  const createDatabase = () => server.createDatabase();

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
      const [[session], [isolation]] = await inTransaction(database, (transaction) =>
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

  describe('the connection that writes batches', () => {
    const fixture = new Fixture({ name: 'MySQL', createDatabase });
    let url: string;
    let database: Database;
    let storage: Storage;
    let alice: number;
    let bob: number;
    let carol: number;
    beforeEach(async () => {
      url = await createDatabase();
      storage = await fixture.open({}, url);
      ({ alice, bob, carol } = await createPeople(storage));
      database = connect(url);
    });
    afterEach(async () => {
      await database.close();
      await fixture.closeAll();
    });

    const send = (recipientId: number, message = 'x') =>
      storage.chats.append({ senderId: alice, recipientId, message });
    const messagesTo = async (otherId: number) =>
      (await storage.chats.findPage({ accountId: alice, otherId, limit: 9 })).chats.map(({ message }) => message);
    /** Rejects when somebody has locked a conversation. */
    const touchAll = () => database.run('UPDATE conversations SET unread_low = unread_low + 1', []);

    it('keeps no lock and no part of a message that cannot be stored, among others that can', async () => {
      await sendMany(storage, { senderId: alice, recipientId: carol }, 1);
      const tooLong = 'long '.repeat(20_000);
      const results = await Promise.allSettled([send(carol, 'first'), send(carol, tooLong), send(carol, 'last')]);
      expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
      const [failed] = await Promise.allSettled([send(carol, tooLong)]);
      expect(failed).to.have.nested.property('reason.code', 'ER_DATA_TOO_LONG');
      expect(failed).to.have.property('reason').that.does.not.have.property('sql');
      await touchAll();
      expect(await messagesTo(carol)).to.deep.equal(['last', 'first', 'message 0']);
    });

    it('keeps nothing of a batch whose last statement fails', async () => {
      await Promise.all([send(bob, 'first'), send(carol, 'first')]);
      await database.run('UPDATE conversations SET unread_high = 4294967295 WHERE high_id = ?', [bob]);
      const [failed] = await Promise.allSettled([send(bob, 'one too many')]);
      expect(failed).to.have.property('status', 'rejected');
      await send(carol, 'second');
      expect(await messagesTo(bob)).to.deep.equal(['first']);
      expect(await messagesTo(carol)).to.deep.equal(['second', 'first']);
    });

    it('keeps no lock where nothing is written', async () => {
      await send(bob);
      await send(carol);
      await storage.accounts.remove(bob);
      const [deleted] = await Promise.allSettled([send(bob)]);
      expect(deleted).to.have.nested.property('reason.code', 'user-not-found');
      expect(await storage.chats.markRead('01932d4c-8f00-7c3e-9a54-5b1d2f7e6a90', bob)).to.equal(undefined);
      const { chat } = await send(carol);
      expect(await storage.chats.markRead(chat.id, bob)).to.equal(undefined);
      await touchAll();
    });

    it('keeps no lock while it creates the conversation of a first message', async () => {
      await send(bob);
      const sending = await database.transaction(async (other) => {
        // The conversation refers to its accounts, and waits for them.
        await other.run("UPDATE accounts SET password_hash = 'x' WHERE id = ?", [alice]);
        const sent = Promise.all([send(bob), send(carol)]);
        await waitsForLock(database, sent);
        await other.run('UPDATE conversations SET unread_high = 7 WHERE high_id = ?', [bob]);
        return { sent };
      });
      expect((await sending.sent).map(({ unreadCount }) => unreadCount)).to.deep.equal([8, 1]);
    });

    it('asks for the names of messages once one was not new', async () => {
      const repeat = () =>
        storage.chats.append({ senderId: alice, recipientId: bob, message: 'x', clientMessageId: '1' });
      const rollbacks = async () => (await statementsOf(repeat)).filter(({ sql }) => sql === 'ROLLBACK').length;
      await repeat();
      expect([await rollbacks(), await rollbacks(), await rollbacks()]).to.deep.equal([1, 0, 0]);
    });

    it('does not settle a message while its commit has to wait', async () => {
      await send(bob);
      const sending = await database.transaction(async (other) => {
        await other.run('UPDATE conversations SET unread_low = 7 WHERE high_id = ?', [bob]);
        let isSettled = false;
        const sent = send(bob).then(() => {
          isSettled = true;
        });
        await waitsForLock(database, sent);
        expect(isSettled).to.equal(false);
        return { sent };
      });
      await sending.sent;
    });

    it('locks no account that others write to', async () => {
      await send(bob);
      await database.transaction(async (other) => {
        await other.select('SELECT id FROM accounts LOCK IN SHARE MODE');
        await send(bob);
      });
    });

    it('is replaced when the database ends it', async () => {
      await send(bob, 'before');
      const connections = await database.select<{ id: number }>(
        'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
      );
      expect(connections).not.to.have.length(0);
      await Promise.all(connections.map(({ id }) => database.knex.raw(`KILL ${id}`)));
      const [first] = await Promise.allSettled([send(bob, 'perhaps')]);
      if (first.status === 'rejected') {
        expect(first.reason).to.have.property('code', 'unavailable');
      }
      await send(bob, 'after');
      const messages = await messagesTo(bob);
      expect([messages[0], messages.at(-1)]).to.deep.equal(['after', 'before']);
    });
  });

  describe('several servers on one database', () => {
    const fixture = new Fixture({ name: 'MySQL', createDatabase });
    afterEach(() => fixture.closeAll());

    const openTwo = async () => {
      const url = await createDatabase();
      return [await fixture.open({}, url), await fixture.open({}, url)] as const;
    };

    it('start at the same time on an empty one', async () => {
      const url = await createDatabase();
      const storages = await Promise.all(Array.from({ length: 5 }, () => fixture.open({}, url)));
      await Promise.all(storages.map((storage, n) => storage.accounts.create(`person-${n}`, null)));
      expect(await storages[0]?.accounts.list({ exceptId: 0 })).to.have.length(5);
    });

    it('keep order and counts with 500 messages in flight in the same conversations', async () => {
      const storages = await openTwo();
      const people = await createAccounts(storages[0], 'a', 'b', 'c', 'd', 'e');
      const [one, ...others] = people.map(({ id }) => id);
      const senderId = one ?? 0;
      const recipients = others.flatMap((id) => [
        { senderId, recipientId: id },
        { senderId: id, recipientId: senderId },
      ]);
      const sent = await Promise.all(
        Array.from({ length: 500 }, (_, n) => {
          const pair = recipients[Math.floor(n / 2) % recipients.length] ?? { senderId, recipientId: 0 };
          return storages[n % 2 === 0 ? 0 : 1].chats.append({ ...pair, message: `${n}` });
        }),
      );
      for (const pair of recipients) {
        const own = sent
          .filter(({ chat }) => chat.senderId === pair.senderId && chat.recipientId === pair.recipientId)
          .sort((a, b) => (a.chat.id < b.chat.id ? -1 : 1));
        expect(own.map(({ unreadCount }) => unreadCount)).to.deep.equal(own.map((_, n) => n + 1));
        expect(await storages[0].chats.countUnread(pair.recipientId, pair.senderId)).to.equal(own.length);
      }
    });

    it('store a message once that is sent to both at once', async () => {
      const [first, second] = await openTwo();
      const { alice, bob, carol } = await createPeople(first);
      const sent = await Promise.all(
        Array.from({ length: 200 }, (_, n) => {
          const chat = { senderId: alice, message: 'x', clientMessageId: `${n % 50}` };
          // The same name for messages to two people: no row lock keeps these apart.
          return [
            first.chats.append({ ...chat, recipientId: bob }),
            second.chats.append({ ...chat, recipientId: n % 3 === 0 ? bob : carol }),
          ];
        }).flat(),
      );
      expect(sent.filter(({ isDuplicate }) => !isDuplicate)).to.have.length(50);
      expect(new Set(sent.map(({ chat }) => chat.id)).size).to.equal(50);
      const counts = [await first.chats.countUnread(bob, alice), await first.chats.countUnread(carol, alice)];
      expect((counts[0] ?? 0) + (counts[1] ?? 0)).to.equal(50);
    });

    it('count a message as read once that is read on both at once', async () => {
      const [first, second] = await openTwo();
      const { alice, bob } = await createPeople(first);
      const chats = await sendMany(first, { senderId: alice, recipientId: bob }, 100);
      const receipts = await Promise.all(
        chats.flatMap(({ id }) => [first.chats.markRead(id, bob), second.chats.markRead(id, bob)]),
      );
      expect(receipts.filter((receipt) => receipt?.isFirst)).to.have.length(100);
      expect(await second.chats.countUnread(bob, alice)).to.equal(0);
    });

    it('give rising ids when the clock of one is ahead', async () => {
      const url = await createDatabase();
      const ahead = await fixture.open({ newId: createUuidV7(() => Date.now() + 60_000) }, url);
      const behind = await fixture.open({}, url);
      const { alice, bob } = await createPeople(ahead);
      const pair = { senderId: alice, recipientId: bob };
      const ids: string[] = [];
      for (const storage of [behind, ahead, behind, behind, ahead, behind]) {
        ids.push(...(await sendMany(storage, pair, 3)).map(({ id }) => id));
      }
      expect(ids).to.deep.equal([...new Set(ids)].sort());
    });

    it('send nothing to an account whose deletion is about to be committed', async () => {
      const url = await createDatabase();
      const storage = await fixture.open({}, url);
      const { alice, bob } = await createPeople(storage);
      const pair = { senderId: alice, recipientId: bob };
      await sendMany(storage, pair, 1);
      const database = connect(url);
      const sending = await database.transaction(async (deletion) => {
        await deletion.run('UPDATE accounts SET deleted_at = 1 WHERE id = ?', [bob]);
        const sent = Promise.allSettled([storage.chats.append({ ...pair, message: 'x' })]);
        await waitsForLock(database, sent);
        // Wrapped: a promise that is returned as it is would be waited for before the commit.
        return { sent };
      });
      await database.close();
      expect((await sending.sent)[0]).to.have.nested.property('reason.code', 'user-not-found');
    });

    it('try again when the database ends one of two that wait for each other', async () => {
      const url = await createDatabase();
      const storage = await fixture.open({}, url);
      const { alice, bob, carol } = await createPeople(storage);
      await createAccounts(storage, 'x', 'y', 'z');
      const send = () =>
        Promise.allSettled(
          [bob, carol].map((recipientId) => storage.chats.append({ senderId: alice, recipientId, message: 'x' })),
        );
      await send();
      const database = connect(url);
      const lock = 'UPDATE conversations SET last_chat_id = NULL WHERE high_id = ?';
      const sending = await database.transaction(async (other) => {
        // It has written more, so that not this one is ended.
        await other.run("UPDATE accounts SET password_hash = 'x' WHERE id > ?", [carol]);
        await other.run(lock, [carol]);
        const sent = send();
        await waitsForLock(database, sent);
        await other.run(lock, [bob]);
        return { sent };
      });
      await database.close();
      const results = await sending.sent;
      expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'fulfilled']);
      expect(await storage.chats.countUnread(carol, alice)).to.equal(2);
    });

    it('send nothing to an account that the other has deleted', async () => {
      const [first, second] = await openTwo();
      const { alice, bob } = await createPeople(first);
      await first.accounts.remove(bob);
      const [result] = await Promise.allSettled([
        second.chats.append({ senderId: alice, recipientId: bob, message: 'x' }),
      ]);
      expect(result).to.have.nested.property('reason.code', 'user-not-found');
    });
  });
});

/** Resolves when a transaction waits for the row lock of another, or when there is nothing to wait for any more. */
async function waitsForLock(database: Database, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  work.then(() => {
    isOver = true;
  });
  while (!isOver) {
    // Not information_schema.INNODB_TRX: that is a copy, which is not renewed while it is read more often than 10 times
    // a second.
    const [waits] = await database.select<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'");
    if (waits !== undefined && Number(waits.Value) > 0) {
      return;
    }
  }
}
