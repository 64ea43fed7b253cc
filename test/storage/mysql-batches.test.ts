import { expect } from 'chai';
import type { Knex } from 'knex';
import type { Storage } from '../../src/messenger/ports.js';
import { parseDatabaseUrl } from '../../src/storage/database-url.js';
import { createMysqlPool, endPool } from '../../src/storage/mysql/mysql-pool.js';
import { MysqlWriter } from '../../src/storage/mysql/mysql-writer.js';
import { createKnex } from '../../src/storage/mysql/open-mysql.js';
import { successorOf } from '../../src/storage/uuidv7.js';
import { useMysqlServer } from '../support/mariadb.js';
import { append, codeOf, createPeople, Fixture, markRead, sendMany, unreadCountOf, withConnection } from './fixture.js';
import { waitsForLock } from './lock-waits.js';

describe('batches on MySQL', function () {
  this.timeout(20_000);
  const createDatabase = useMysqlServer();

  const fixture = new Fixture({ name: 'MySQL', createDatabase });
  let url: string;
  let storage: Storage;
  let alice: number;
  let bob: number;
  let carol: number;
  beforeEach(async () => {
    url = await createDatabase();
    storage = await fixture.open({}, url);
    ({ alice, bob, carol } = await createPeople(storage));
  });
  afterEach(() => fixture.closeAll());

  const send = (recipientId: number, message = 'x') => append(storage, { senderId: alice, recipientId, message });
  const messagesTo = async (otherId: number) =>
    (await storage.chats.findPage({ accountId: alice, otherId, limit: 9 })).chats.map(({ message }) => message);
  /** Rejects when a transaction has locked a conversation. */
  const writeToAll = () =>
    withConnection(url, async (connection) => {
      await connection('conversations').increment('unread_low');
    });
  const tooLong = 'long '.repeat(20_000);

  it('keep no lock and no part of a message that cannot be stored, among others that can', async () => {
    await sendMany(storage, { senderId: alice, recipientId: carol }, 1);
    const results = await Promise.allSettled([send(carol, 'first'), send(carol, tooLong), send(carol, 'last')]);
    expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    const [failed] = await Promise.allSettled([send(carol, tooLong)]);
    expect(failed).to.have.nested.property('reason.code', 'ER_DATA_TOO_LONG');
    expect(failed).to.have.property('reason').that.does.not.have.property('sql');
    await writeToAll();
    expect(await messagesTo(carol)).to.deep.equal(['last', 'first', 'message 0']);
  });

  it('store nothing of a message whose unread count does not fit', async () => {
    await Promise.all([send(bob, 'first'), send(carol, 'first')]);
    await withConnection(url, async (connection) => {
      await connection('conversations')
        .where({ high_id: bob })
        .update({ unread_high: 4294967295 })
        .increment('version');
    });
    expect(await codeOf(send(bob, 'one too many'))).to.equal('ER_WARN_DATA_OUT_OF_RANGE');
    await send(carol, 'second');
    expect(await messagesTo(bob)).to.deep.equal(['first']);
    expect(await messagesTo(carol)).to.deep.equal(['second', 'first']);
  });

  it('keep no lock where nothing is written', async () => {
    await send(bob);
    await send(carol);
    await storage.accounts.remove(bob);
    expect(await codeOf(send(bob))).to.equal('user-not-found');
    expect(await markRead(storage, '01932d4c-8f00-7c3e-9a54-5b1d2f7e6a90', bob)).to.equal(undefined);
    const { chat } = await send(carol);
    expect(await markRead(storage, chat.id, bob)).to.equal(undefined);
    await writeToAll();
  });

  it('keep no lock while they create the conversation of a first message', async () => {
    await send(bob);
    const sent = await withConnection(url, async (connection) => {
      const other = await connection.transaction();
      // A new conversation refers to its accounts, and waits for their locks.
      await other('accounts').where({ id: alice }).update({ password_hash: 'x' });
      const sending = Promise.all([send(bob), send(carol)]);
      await waitsForLock(connection, sending);
      await other('conversations').where({ high_id: bob }).update({ unread_high: 7 }).increment('version');
      await other.commit();
      return sending;
    });
    expect(sent.map(unreadCountOf)).to.deep.equal([8, 1]);
  });

  it('give no result while their commit waits for a lock', async () => {
    await send(bob);
    await withConnection(url, async (connection) => {
      const other = await connection.transaction();
      await other('conversations').where({ high_id: bob }).update({ unread_low: 7 });
      let isSettled = false;
      const sending = send(bob).then(() => {
        isSettled = true;
      });
      await waitsForLock(connection, sending);
      expect(isSettled).to.equal(false);
      await other.commit();
      await sending;
    });
  });

  for (const { what, isCached, waiting } of [
    { what: 'to read a conversation', isCached: false, waiting: '%FOR UPDATE' },
    { what: 'to write to a conversation', isCached: true, waiting: '%INSERT INTO conversations%' },
  ])
    describe(`that wait for a lock ${what}`, () => {
      /** Sends to bob, whose conversation is locked until `work` is done. */
      async function whileBobWaits(work: (toBob: Promise<unknown>, connection: Knex) => Promise<void>): Promise<void> {
        const first = isCached ? storage : await fixture.open({}, url);
        await Promise.all([bob, carol].map((recipientId) => sendMany(first, { senderId: alice, recipientId }, 1)));
        await withConnection(url, async (connection) => {
          const other = await connection.transaction();
          await other('conversations').where({ high_id: bob }).update({ unread_low: 7 });
          const toBob = send(bob, 'locked');
          const settled = toBob.catch(() => undefined);
          await waitsForLock(connection, settled);
          await work(toBob, connection);
          await other.rollback();
        });
      }
      const findWaiting = async (connection: Knex) => {
        const row = await connection('information_schema.processlist')
          .where('db', connection.raw('DATABASE()'))
          .where('info', 'like', waiting)
          .whereNot('id', connection.raw('CONNECTION_ID()'))
          .first('id');
        return Number(row?.id);
      };

      it('fail with unavailable when the connection goes, and later batches go on', async () => {
        await whileBobWaits(async (toBob, connection) => {
          await connection.raw(`KILL ${await findWaiting(connection)}`);
          expect(await codeOf(toBob)).to.equal('unavailable');
        });
        await send(carol, 'later');
        expect(await messagesTo(carol)).to.deep.equal(['later', 'message 0']);
      });

      it('fail with unavailable when the database aborts the statement, and keep no lock', async () => {
        await whileBobWaits(async (toBob, connection) => {
          await connection.raw(`KILL QUERY ${await findWaiting(connection)}`);
          expect(await codeOf(toBob)).to.equal('unavailable');
        });
        await writeToAll();
        await send(bob, 'later');
        expect(await messagesTo(bob)).to.deep.equal(['later', 'message 0']);
      });
    });

  it('lock no account that others write to', async () => {
    await send(bob);
    await withConnection(url, async (connection) => {
      const other = await connection.transaction();
      await other.raw('SELECT id FROM accounts LOCK IN SHARE MODE');
      await send(bob);
      await other.rollback();
    });
  });

  it('open a new connection when the database has closed theirs', async () => {
    await send(bob, 'before');
    await withConnection(url, async (connection) => {
      const others: readonly { id: number }[] = await connection('information_schema.processlist')
        .where('db', connection.raw('DATABASE()'))
        .whereNot('id', connection.raw('CONNECTION_ID()'))
        .select('id');
      expect(others).not.to.have.length(0);
      await Promise.all(others.map(({ id }) => connection.raw(`KILL ${id}`)));
    });
    const [first] = await Promise.allSettled([send(bob, 'perhaps')]);
    if (first.status === 'rejected') expect(first.reason).to.have.property('code', 'unavailable');
    await send(bob, 'after');
    const messages = await messagesTo(bob);
    expect([messages[0], messages.at(-1)]).to.deep.equal(['after', 'before']);
  });

  it('store a text as sent although the session had another SQL mode before the batch', async () => {
    const hostile = "\\'); DROP TABLE chats; -- ";
    const first = await send(bob, 'first');
    const location = parseDatabaseUrl(url);
    if (location.dialect !== 'mysql') throw new TypeError('The database is not MySQL.');
    const pool = createMysqlPool(location, { connectionLimit: 1, multipleStatements: true });
    const knex = createKnex(pool);
    // As a proxy may leave it: the only connection of the pool, which the batch uses next.
    await knex.raw("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'");
    const chat = { senderId: alice, recipientId: bob, recipientName: 'bob', message: hostile };
    const change = { kind: 'append', id: successorOf(first.chat.id), sentAt: Date.now(), chat } as const;
    await new MysqlWriter(knex, pool).commit([change]);
    await knex.destroy();
    await endPool(pool);
    expect(await messagesTo(bob)).to.deep.equal([hostile, 'first']);
  });
});
