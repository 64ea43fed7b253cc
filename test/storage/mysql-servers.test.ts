import { expect } from 'chai';
import { deleteAccount } from '../../src/storage/account-rows.js';
import { connect } from '../../src/storage/connect.js';
import { createUuidV7 } from '../../src/storage/uuidv7.js';
import { useMysqlServer } from '../support/mariadb.js';
import { createAccounts, createPeople, Fixture, sendMany } from './fixture.js';
import { waitsForLock } from './lock-waits.js';

describe('several servers on one MySQL database', function () {
  this.timeout(20_000);
  const createDatabase = useMysqlServer();

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

  for (const who of ['first', 'second'] as const) {
    const what = { first: 'who remembers their conversation', second: 'who does not' }[who];
    it(`send nothing to an account whose deletion is about to be committed: ${what}`, async () => {
      const url = await createDatabase();
      const storages = { first: await fixture.open({}, url), second: await fixture.open({}, url) };
      const { alice, bob } = await createPeople(storages.first);
      const pair = { senderId: alice, recipientId: bob };
      await sendMany(storages.first, pair, 1);
      const database = connect(url);
      const sending = await database.transaction(async (deletion) => {
        await deleteAccount(deletion, bob, new Date());
        const sent = Promise.allSettled([storages[who].chats.append({ ...pair, message: 'x' })]);
        await waitsForLock(database, sent);
        // Wrapped: a promise that is returned as it is would be waited for before the commit.
        return { sent };
      });
      await database.close();
      expect((await sending.sent)[0]).to.have.nested.property('reason.code', 'user-not-found');
    });
  }

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
