import { expect } from 'chai';
import { createUuidV7 } from '../../src/storage/uuidv7.js';
import { useMysqlServer } from '../support/mariadb.js';
import {
  append,
  createAccounts,
  createPeople,
  Fixture,
  markRead,
  sendMany,
  unreadCountOf,
  withConnection,
} from './fixture.js';
import { waitsForLock } from './lock-waits.js';

describe('several nodes on one MySQL database', function () {
  this.timeout(20_000);
  const createDatabase = useMysqlServer();

  const fixture = new Fixture({ name: 'MySQL', createDatabase });
  afterEach(() => fixture.closeAll());

  const openTwo = async () => {
    const url = await createDatabase();
    return [await fixture.open({}, url), await fixture.open({}, url)] as const;
  };

  it('start at the same time on an empty database', async () => {
    const url = await createDatabase();
    const storages = await Promise.all(Array.from({ length: 5 }, () => fixture.open({}, url)));
    await Promise.all(storages.map((storage, n) => storage.accounts.create(`person-${n}`, null)));
    expect(await storages[0]?.accounts.list({ exceptId: 0 })).to.have.length(5);
  });

  it('keep order and unread counts with 500 messages in flight in the same conversations', async () => {
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
        return append(storages[n % 2 === 0 ? 0 : 1], { ...pair, message: `${n}` });
      }),
    );
    for (const pair of recipients) {
      const own = sent
        .filter(({ chat }) => chat.senderId === pair.senderId && chat.recipientId === pair.recipientId)
        .sort((a, b) => (a.chat.id < b.chat.id ? -1 : 1));
      expect(own.map(unreadCountOf)).to.deep.equal(own.map((_, n) => n + 1));
      expect(await storages[0].chats.countUnread(pair.recipientId, pair.senderId)).to.equal(own.length);
    }
  });

  it('store a message once that is sent to both nodes at once', async () => {
    const [first, second] = await openTwo();
    const { alice, bob, carol } = await createPeople(first);
    const sent = await Promise.all(
      Array.from({ length: 200 }, (_, n) => {
        const chat = { senderId: alice, message: 'x', clientMessageId: `${n % 50}` };
        // The same name for messages to two people: no row lock keeps these apart.
        return [
          append(first, { ...chat, recipientId: bob }),
          append(second, { ...chat, recipientId: n % 3 === 0 ? bob : carol }),
        ];
      }).flat(),
    );
    expect(sent.filter(({ isDuplicate }) => !isDuplicate)).to.have.length(50);
    expect(new Set(sent.map(({ chat }) => chat.id)).size).to.equal(50);
    const counts = [await first.chats.countUnread(bob, alice), await first.chats.countUnread(carol, alice)];
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).to.equal(50);
  });

  it('count a message as read once that is read on both nodes at once', async () => {
    const [first, second] = await openTwo();
    const { alice, bob } = await createPeople(first);
    const chats = await sendMany(first, { senderId: alice, recipientId: bob }, 100);
    const receipts = await Promise.all(
      chats.flatMap(({ id }) => [markRead(first, id, bob), markRead(second, id, bob)]),
    );
    expect(receipts.filter((receipt) => receipt?.isFirst)).to.have.length(100);
    expect(await second.chats.countUnread(bob, alice)).to.equal(0);
  });

  it('give rising ids when the clock of one node is ahead', async () => {
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

  for (const who of ['first', 'second'] as const) {
    const what = { first: 'with the conversation in the cache', second: 'without' }[who];
    it(`send nothing to an account whose deletion is being committed, ${what}`, async () => {
      const url = await createDatabase();
      const storages = { first: await fixture.open({}, url), second: await fixture.open({}, url) };
      const { alice, bob } = await createPeople(storages.first);
      const pair = { senderId: alice, recipientId: bob };
      await sendMany(storages.first, pair, 1);
      const sent = await withConnection(url, async (connection) => {
        const deletion = await connection.transaction();
        await deletion('accounts').where({ id: bob }).update({ deleted_at: Date.now() });
        await deletion('conversations').where({ high_id: bob }).increment('version');
        const sending = Promise.allSettled([append(storages[who], { ...pair, message: 'x' })]);
        await waitsForLock(connection, sending);
        await deletion.commit();
        return sending;
      });
      expect(sent[0]).to.have.nested.property('reason.code', 'user-not-found');
    });
  }

  it('retry when the database resolves a deadlock by a rollback', async () => {
    const url = await createDatabase();
    const storage = await fixture.open({}, url);
    const { alice, bob, carol } = await createPeople(storage);
    await createAccounts(storage, 'x', 'y', 'z');
    const send = () =>
      Promise.allSettled(
        [bob, carol].map((recipientId) => append(storage, { senderId: alice, recipientId, message: 'x' })),
      );
    await send();
    const results = await withConnection(url, async (connection) => {
      const other = await connection.transaction();
      // The database rolls back the transaction that has written less.
      await other('accounts').where('id', '>', carol).update({ password_hash: 'x' });
      await other('conversations').where({ high_id: carol }).update({ last_chat_id: null });
      const sending = send();
      await waitsForLock(connection, sending);
      await other('conversations').where({ high_id: bob }).update({ last_chat_id: null });
      await other.commit();
      return sending;
    });
    expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'fulfilled']);
    expect(await storage.chats.countUnread(carol, alice)).to.equal(2);
  });

  it('send nothing to an account that another node has deleted', async () => {
    const [first, second] = await openTwo();
    const { alice, bob } = await createPeople(first);
    await first.accounts.remove(bob);
    const [result] = await Promise.allSettled([append(second, { senderId: alice, recipientId: bob, message: 'x' })]);
    expect(result).to.have.nested.property('reason.code', 'user-not-found');
  });
});
