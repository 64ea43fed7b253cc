import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { connect } from '../../src/storage/connect.js';
import type { Database } from '../../src/storage/database.js';
import { useMysqlServer } from '../support/mariadb.js';
import { createPeople, Fixture, sendMany } from './fixture.js';
import { waitsForLock } from './lock-waits.js';
import { statementsOf } from './statement-log.js';

describe('the connection to MySQL that writes batches', function () {
  this.timeout(20_000);
  const createDatabase = useMysqlServer();

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

  const send = (recipientId: number, message = 'x') => storage.chats.append({ senderId: alice, recipientId, message });
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

  it('keeps nothing of a message that cannot be counted', async () => {
    await Promise.all([send(bob, 'first'), send(carol, 'first')]);
    await database.run('UPDATE conversations SET unread_high = 4294967295, version = version + 1 WHERE high_id = ?', [
      bob,
    ]);
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
      await other.run('UPDATE conversations SET unread_high = 7, version = version + 1 WHERE high_id = ?', [bob]);
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

  // A conversation that is not remembered is locked together with the commit of the batch before.
  for (const { what, isRemembered, waiting } of [
    { what: 'to read a conversation', isRemembered: false, waiting: '%FOR UPDATE' },
    { what: 'to write one', isRemembered: true, waiting: 'INSERT INTO conversations%' },
  ])
    describe(`when the next batch has to wait for a lock ${what}`, () => {
      /** Sends to carol, and to bob in the next batch, whose conversation is locked until `work` is done. */
      async function whileBobWaits(work: (toBob: Promise<unknown>) => Promise<void>): Promise<void> {
        const first = isRemembered ? storage : await fixture.open({}, url);
        await Promise.all([bob, carol].map((recipientId) => sendMany(first, { senderId: alice, recipientId }, 1)));
        await database.transaction(async (other) => {
          await other.run('UPDATE conversations SET unread_low = 7 WHERE high_id = ?', [bob]);
          const toCarol = send(carol, 'not locked');
          await new Promise(setImmediate);
          const toBob = send(bob, 'locked');
          const settled = toBob.catch(() => undefined);
          await waitsForLock(database, settled);
          await toCarol;
          await work(toBob);
        });
      }

      it('tells those of the batch before', async () => {
        let toBob: Promise<unknown> = Promise.resolve();
        await whileBobWaits(async (waiting) => {
          toBob = waiting;
        });
        await toBob;
        expect(await messagesTo(bob)).to.deep.equal(['locked', 'message 0']);
        expect(await messagesTo(carol)).to.deep.equal(['not locked', 'message 0']);
      });

      it('fails only that when the connection goes', async () => {
        await whileBobWaits(async (toBob) => {
          const [connection] = await database.select<{ id: number }>(
            'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE ?',
            [waiting],
          );
          await database.knex.raw(`KILL ${connection?.id}`);
          const [result] = await Promise.allSettled([toBob]);
          expect(result).to.have.nested.property('reason.code', 'unavailable');
        });
        await send(carol, 'later');
        expect(await messagesTo(carol)).to.deep.equal(['later', 'not locked', 'message 0']);
      });

      it('fails only that when the database gives it up, and keeps no lock', async () => {
        await whileBobWaits(async (toBob) => {
          const [connection] = await database.select<{ id: number }>(
            'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE ?',
            [waiting],
          );
          await database.knex.raw(`KILL QUERY ${connection?.id}`);
          const [result] = await Promise.allSettled([toBob]);
          expect(result).to.have.nested.property('reason.code', 'unavailable');
        });
        await touchAll();
        expect(await messagesTo(carol)).to.deep.equal(['not locked', 'message 0']);
        await send(bob, 'later');
        expect(await messagesTo(bob)).to.deep.equal(['later', 'message 0']);
      });
    });

  it('stores together what comes after a batch that fails', async () => {
    await send(bob);
    const tooLong = 'long '.repeat(20_000);
    // By then nothing is being committed any more, and the next message begins a batch.
    await database.select('SELECT 1');
    let results: PromiseSettledResult<unknown>[] = [];
    const statements = await statementsOf(async () => {
      const failing = send(bob, tooLong);
      await new Promise(setImmediate);
      results = await Promise.allSettled([failing, send(bob, 'second'), send(bob, 'third')]);
    });
    expect(statements.filter(({ sql }) => sql.startsWith('INSERT INTO chats'))).to.have.length(2);
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled', 'fulfilled']);
    expect(await messagesTo(bob)).to.deep.equal(['third', 'second', 'x']);
  });

  it('locks no account that others write to', async () => {
    await send(bob);
    await database.transaction(async (other) => {
      await other.select('SELECT id FROM accounts LOCK IN SHARE MODE');
      await send(bob);
    });
  });

  it('is lent as soon as it is free to who waits for it', async function () {
    // Shorter than it is kept for the next batch when nobody waits.
    this.timeout(900);
    const { direct } = database;
    if (direct.dialect !== 'mysql') throw new TypeError('Not of MySQL.');
    const done: number[] = [];
    await Promise.all(
      [1, 2, 3].map((number) =>
        direct.lend(async () => {
          await new Promise(setImmediate);
          done.push(number);
        }),
      ),
    );
    expect(done).to.deep.equal([1, 2, 3]);
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
