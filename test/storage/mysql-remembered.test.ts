import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { connect } from '../../src/storage/connect.js';
import { useMysqlServer } from '../support/mariadb.js';
import { codeOf, createPeople, Fixture } from './fixture.js';
import { statementsOf } from './statement-log.js';

describe('conversations that a process remembers', function () {
  this.timeout(20_000);
  const createDatabase = useMysqlServer();

  const fixture = new Fixture({ name: 'MySQL', createDatabase });
  let url: string;
  let here: Storage;
  let elsewhere: Storage;
  let alice: number;
  let bob: number;
  let carol: number;
  beforeEach(async () => {
    url = await fixture.createDatabase();
    here = await fixture.open({}, url);
    elsewhere = await fixture.open({}, url);
    ({ alice, bob, carol } = await createPeople(here));
    await send(here, bob);
    await send(here, carol);
  });
  afterEach(() => fixture.closeAll());

  const send = (storage: Storage, recipientId: number, rest: { clientMessageId?: string; message?: string } = {}) =>
    storage.chats.append({ senderId: alice, recipientId, message: 'x', ...rest });
  const verbs = async (work: () => Promise<unknown>) =>
    (await statementsOf(work))
      .map(({ sql }) => sql.split(/\s+/).slice(0, 3).join(' '))
      // One message in 256 is one.
      .filter((verb) => verb !== 'INSERT INTO milestones');
  const plainWrite = ['INSERT INTO conversations', 'INSERT INTO chats', 'COMMIT'];

  it('are written to without being read', async () => {
    expect(await verbs(() => send(here, bob))).to.deep.equal(plainWrite);
    expect(await verbs(() => Promise.all([send(here, carol), send(here, bob)]))).to.deep.equal(plainWrite);
  });

  it('are locked in the order of their keys, as all transactions lock', async () => {
    const [statement] = await statementsOf(() => Promise.all([send(here, carol), send(here, bob)]));
    expect(statement?.sql).to.match(new RegExp(`\\(${alice},${bob},.*\\(${alice},${carol},`));
  });

  it('are read again when another process has written to one of those that a batch is about', async () => {
    await send(elsewhere, carol);
    const sent = await Promise.all([send(here, bob), send(here, carol)]);
    expect(sent.map(({ unreadCount }) => unreadCount)).to.deep.equal([2, 3]);
    const { chats } = await here.chats.findPage({ accountId: alice, otherId: carol, limit: 9 });
    expect(chats[0]?.id).to.equal(sent[1]?.chat.id);
  });

  it('are read again when another process has marked a message as read', async () => {
    const { chat } = await send(here, bob);
    await elsewhere.chats.markRead(chat.id, bob);
    expect((await send(here, bob)).unreadCount).to.equal(2);
  });

  it('are read when a message in them is read, whoever stored it', async () => {
    const { chat } = await send(here, bob);
    await here.chats.markRead(chat.id, bob);
    const another = await send(elsewhere, bob);
    const receipts = [await here.chats.markRead(another.chat.id, bob), await here.chats.markRead(another.chat.id, bob)];
    expect(receipts.map((receipt) => receipt?.unreadCount)).to.deep.equal([1, 1]);
    expect(await here.chats.countUnread(bob, alice)).to.equal(1);
  });

  it('are read when a message is read again', async () => {
    const { chat } = await send(here, bob);
    await elsewhere.chats.markRead(chat.id, bob);
    expect(await here.chats.markRead(chat.id, bob)).to.include({ unreadCount: 1, isFirst: false });
  });

  it('are read for a message that was stored before', async () => {
    await send(here, bob, { clientMessageId: 'a' });
    await send(here, bob, { clientMessageId: 'a' });
    const { chat } = await send(elsewhere, bob, { clientMessageId: 'b' });
    await elsewhere.chats.markRead(chat.id, bob);
    await elsewhere.chats.append({ senderId: alice, recipientId: bob, message: 'x' });
    expect(await send(here, bob, { clientMessageId: 'b' })).to.include({ unreadCount: 3, isDuplicate: true });
  });

  it('are locked before they are written to for a while, once another process has written to one', async () => {
    const locks = async () => (await statementsOf(() => send(here, bob))).some(({ sql }) => sql.endsWith('FOR UPDATE'));
    await send(elsewhere, bob);
    expect([await locks(), await locks(), await locks()]).to.deep.equal([true, true, true]);
    for (let batch = 0; batch < 100; batch += 1) await send(here, bob);
    expect(await locks()).to.equal(false);
  });

  it('are not written to when another process has deleted one of the two', async () => {
    await elsewhere.accounts.remove(bob);
    expect(await codeOf(send(here, bob))).to.equal('user-not-found');
    expect(await codeOf(send(here, bob))).to.equal('user-not-found');
    expect((await send(here, carol)).unreadCount).to.equal(2);
  });

  it('are never those of a deleted account, however they were read', async () => {
    const { chat } = await here.chats.append({ senderId: bob, recipientId: alice, message: 'x' });
    await here.accounts.remove(bob);
    const fresh = await fixture.open({}, url);
    await fresh.chats.markRead(chat.id, alice);
    for (let times = 0; times < 3; times += 1) expect(await codeOf(send(fresh, bob))).to.equal('user-not-found');
    const reverse = await fixture.open({}, url);
    await reverse.chats.append({ senderId: bob, recipientId: alice, message: 'sent before its socket was ended' });
    expect(await codeOf(send(reverse, bob))).to.equal('user-not-found');
  });

  it('count nothing of a message that was not stored', async () => {
    expect(await codeOf(send(here, bob, { message: 'long '.repeat(20_000) }))).to.equal('ER_DATA_TOO_LONG');
    expect((await send(here, bob)).unreadCount).to.equal(2);
    await send(here, bob, { clientMessageId: 'same' });
    await send(here, bob, { clientMessageId: 'same' });
    expect((await send(here, bob)).unreadCount).to.equal(4);
  });

  describe('in a database of before', () => {
    it('go on where they were', async () => {
      await fixture.closeAll();
      const database = connect(url);
      await database.knex('knex_migrations').where('name', '0003-versions-of-conversations').del();
      await database.knex.raw('ALTER TABLE conversations DROP COLUMN version');
      await database.close();
      const storage = await fixture.open({}, url);
      expect([await send(storage, bob), await send(storage, bob)].map(({ unreadCount }) => unreadCount)).to.deep.equal([
        2, 3,
      ]);
    });

    it('go on where they were after a start that was killed half way', async () => {
      await fixture.closeAll();
      const database = connect(url);
      await database.knex('knex_migrations').where('name', '0003-versions-of-conversations').del();
      await database.close();
      expect((await send(await fixture.open({}, url), bob)).unreadCount).to.equal(2);
    });

    it('are refused to a process that does not number its changes', async () => {
      const database = connect(url);
      const write = database.run(
        `INSERT INTO conversations (low_id, high_id, unread_low) VALUES (?, ?, 7)
          ON DUPLICATE KEY UPDATE unread_low = VALUES(unread_low)`,
        [alice, bob],
      );
      expect(await codeOf(write)).to.equal('ER_NO_DEFAULT_FOR_FIELD');
      await database.close();
    });
  });
});
