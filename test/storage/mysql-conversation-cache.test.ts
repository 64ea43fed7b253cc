import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { useMysqlServer } from '../support/mariadb.js';
import { append, codeOf, createPeople, Fixture, markRead, unreadCountOf, withConnection } from './fixture.js';

describe('conversations in the cache of a node', function () {
  this.timeout(20_000);
  const createDatabase = useMysqlServer();

  const fixture = new Fixture({ name: 'MySQL', createDatabase });
  let url: string;
  /** The statements of `here`, since `log` was cleared. */
  let log: string[];
  let here: Storage;
  let elsewhere: Storage;
  let alice: number;
  let bob: number;
  let carol: number;
  beforeEach(async () => {
    url = await fixture.createDatabase();
    log = [];
    here = await fixture.open({ onStatement: (sql) => log.push(sql) }, url);
    elsewhere = await fixture.open({}, url);
    ({ alice, bob, carol } = await createPeople(here));
    await send(here, bob);
    await send(here, carol);
    log = [];
  });
  afterEach(() => fixture.closeAll());

  const send = (storage: Storage, recipientId: number, rest: { clientMessageId?: string; message?: string } = {}) =>
    append(storage, { senderId: alice, recipientId, message: 'x', ...rest });
  const reads = () => log.filter((sql) => sql.endsWith('FOR UPDATE')).length;

  it('are written to without being read, in one round trip that ends with the commit', async () => {
    await send(here, bob);
    await Promise.all([send(here, carol), send(here, bob)]);
    const verbs = log.map((sql) => sql.split(/\s+/).slice(0, 3).join(' '));
    const batch = [
      'SET SESSION sql_mode',
      'START TRANSACTION',
      'INSERT INTO conversations',
      'INSERT INTO chats',
      'COMMIT',
    ];
    expect(verbs).to.deep.equal([...batch, ...batch]);
  });

  it('are written in the order of their accounts, in which all transactions lock', async () => {
    await Promise.all([send(here, carol), send(here, bob)]);
    const statement = log.find((sql) => sql.startsWith('INSERT INTO conversations'));
    expect(statement).to.match(new RegExp(`, ${alice}, ${bob}, .*, ${alice}, ${carol}, `));
  });

  it('are read again when another node has written to one of the batch', async () => {
    await send(elsewhere, carol);
    const sent = await Promise.all([send(here, bob), send(here, carol)]);
    expect(sent.map(unreadCountOf)).to.deep.equal([2, 3]);
    const { chats } = await here.chats.findPage({ accountId: alice, otherId: carol, limit: 9 });
    expect(chats[0]?.id).to.equal(sent[1]?.chat.id);
  });

  it('are read again when another node has marked a message as read', async () => {
    const { chat } = await send(here, bob);
    await markRead(elsewhere, chat.id, bob);
    expect(unreadCountOf(await send(here, bob))).to.equal(2);
  });

  it('count a message as read that another node has stored', async () => {
    const { chat } = await send(here, bob);
    await markRead(here, chat.id, bob);
    const another = await send(elsewhere, bob);
    const receipts = [await markRead(here, another.chat.id, bob), await markRead(here, another.chat.id, bob)];
    expect(receipts.map((receipt) => receipt?.unreadCount)).to.deep.equal([1, 1]);
    expect(await here.chats.countUnread(bob, alice)).to.equal(1);
  });

  it('count a message once that another node has marked as read', async () => {
    const { chat } = await send(here, bob);
    await markRead(elsewhere, chat.id, bob);
    expect(await markRead(here, chat.id, bob)).to.include({ isFirst: false });
    expect(await here.chats.countUnread(bob, alice)).to.equal(1);
  });

  it('recognise an idempotency key that another node has stored', async () => {
    const { chat } = await send(elsewhere, bob, { clientMessageId: 'b' });
    await markRead(elsewhere, chat.id, bob);
    expect(await send(here, bob, { clientMessageId: 'b' })).to.deep.equal({
      isDuplicate: true,
      chat: { ...chat, hasRead: true },
      recipientName: 'bob',
    });
    expect(await here.chats.countUnread(bob, alice)).to.equal(1);
  });

  it('are not rolled back for a message that this node has stored before', async () => {
    await send(here, bob, { clientMessageId: 'a' });
    log = [];
    const sent = await Promise.all([send(here, carol), send(here, bob, { clientMessageId: 'a' })]);
    expect(sent.map(({ isDuplicate }) => isDuplicate)).to.deep.equal([false, true]);
    expect(log).not.to.include('ROLLBACK');
  });

  it('stay in the cache when a message of the batch was stored before by another node', async () => {
    await send(elsewhere, bob, { clientMessageId: 'a' });
    await Promise.all([send(here, carol), send(here, bob, { clientMessageId: 'a' })]);
    log = [];
    await send(here, carol);
    expect(reads()).to.equal(0);
  });

  it('are locked first while another node writes to them too, and from the cache when it has stopped', async () => {
    const isLocked = async () => {
      log = [];
      await send(here, bob);
      return reads() > 0;
    };
    await send(elsewhere, bob);
    await send(here, bob);
    await send(elsewhere, bob);
    // Locked although nothing failed before: the other node wrote the last time too.
    log = [];
    await send(here, bob);
    expect(log).not.to.include('ROLLBACK');
    expect(reads()).to.equal(1);
    expect([await isLocked(), await isLocked()]).to.deep.equal([true, false]);
  });

  it('are not written to when another node has deleted one of the two accounts', async () => {
    await elsewhere.accounts.remove(bob);
    expect(await codeOf(send(here, bob))).to.equal('user-not-found');
    expect(await codeOf(send(here, bob))).to.equal('user-not-found');
    expect(unreadCountOf(await send(here, carol))).to.equal(2);
  });

  it('are never those of a deleted account, however they were read', async () => {
    const { chat } = await append(here, { senderId: bob, recipientId: alice, message: 'x' });
    await here.accounts.remove(bob);
    const fresh = await fixture.open({}, url);
    await markRead(fresh, chat.id, alice);
    for (let times = 0; times < 3; times += 1) expect(await codeOf(send(fresh, bob))).to.equal('user-not-found');
    const reverse = await fixture.open({}, url);
    await append(reverse, { senderId: bob, recipientId: alice, message: 'sent before its socket was closed' });
    expect(await codeOf(send(reverse, bob))).to.equal('user-not-found');
  });

  it('do not count a message that could not be stored', async () => {
    expect(await codeOf(send(here, bob, { message: 'long '.repeat(20_000) }))).to.equal('ER_DATA_TOO_LONG');
    expect(unreadCountOf(await send(here, bob))).to.equal(2);
  });

  it('do not hide that an administrator has deleted the conversation', async () => {
    await withConnection(url, async (connection) => {
      await connection('chats').del();
      await connection('conversations').where({ high_id: bob }).del();
    });
    await send(here, bob);
    const { chats } = await here.chats.findPage({ accountId: alice, otherId: bob, limit: 9 });
    expect(chats).to.have.length(1);
  });
});
