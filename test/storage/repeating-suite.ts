import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { append, createPeople, type DatabaseKind, Fixture, markRead, unreadCountOf } from './fixture.js';

export function repeatingSuite(kind: DatabaseKind): void {
  describe('sending a message again with one idempotency key', () => {
    const fixture = new Fixture(kind);
    let storage: Storage;
    let alice: number;
    let bob: number;
    let carol: number;

    beforeEach(async () => {
      storage = await fixture.open();
      ({ alice, bob, carol } = await createPeople(storage));
    });
    afterEach(() => fixture.closeAll());

    const send = (clientMessageId: string, message = 'x', recipientId = bob, senderId = alice) =>
      append(storage, { senderId, recipientId, message, clientMessageId, media: ['https://example.org/'] });

    it('stores nothing and returns the first message with its present read mark', async () => {
      const first = await send('one', 'the first');
      await send('two', 'another');
      await markRead(storage, first.chat.id, bob);
      expect(await send('one', 'the second')).to.deep.equal({
        chat: { ...first.chat, hasRead: true },
        recipientName: 'bob',
        isDuplicate: true,
      });
      expect(await storage.chats.countUnread(bob, alice)).to.equal(1);
      const { chats } = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 9 });
      expect(chats.map(({ message }) => message)).to.deep.equal(['another', 'the first']);
    });

    it('is recognised among messages sent at once', async () => {
      const [first, other, again] = await Promise.all([send('one'), send('two'), send('one')]);
      expect(again).to.deep.equal({ chat: first.chat, recipientName: `account ${bob}`, isDuplicate: true });
      expect(unreadCountOf(other)).to.equal(2);
      expect(await storage.chats.countUnread(bob, alice)).to.equal(2);
    });

    it('returns a read mark of the same batch', async () => {
      const first = await send('one');
      const [, again] = await Promise.all([markRead(storage, first.chat.id, bob), send('one')]);
      expect(again).to.deep.equal({ chat: { ...first.chat, hasRead: true }, recipientName: 'bob', isDuplicate: true });
    });

    it('compares idempotency keys byte for byte', async () => {
      const names = ['a', 'A', 'a ', ' a', 'á', 'a\u0301', 'a\0', '😀'.repeat(64), `${'😀'.repeat(63)}😁`];
      const sent = await Promise.all(names.map((name) => send(name, name)));
      expect(sent.map(({ isDuplicate }) => isDuplicate)).to.deep.equal(names.map(() => false));
      const again = await Promise.all(names.map((name) => send(name)));
      expect(again.map(({ chat }) => chat.message)).to.deep.equal(names);
    });

    it('stores another message for another sender', async () => {
      await send('one', 'from alice');
      expect((await send('one', 'from carol', bob, carol)).isDuplicate).to.equal(false);
    });

    it('returns the first message also when the second names another recipient', async () => {
      const first = await send('one');
      await send('two');
      const again = await send('one', 'x', carol);
      expect(again).to.deep.equal({ chat: first.chat, recipientName: 'bob', isDuplicate: true });
      expect(await storage.chats.countUnread(carol, alice)).to.equal(0);
    });

    it('returns the first message also when its recipient is deleted by now', async () => {
      const first = await send('one');
      await storage.accounts.remove(bob);
      expect(await send('one')).to.deep.equal({ chat: first.chat, recipientName: 'bob', isDuplicate: true });
    });
  });
}
