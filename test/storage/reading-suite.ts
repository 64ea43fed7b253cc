import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { append, createPeople, type DatabaseKind, Fixture, markRead, sendMany } from './fixture.js';

export function readingSuite(kind: DatabaseKind): void {
  describe('reading a message', () => {
    const fixture = new Fixture(kind);
    let storage: Storage;
    let alice: number;
    let bob: number;
    let carol: number;
    let ids: string[];

    beforeEach(async () => {
      storage = await fixture.open();
      ({ alice, bob, carol } = await createPeople(storage));
      ids = (await sendMany(storage, { senderId: alice, recipientId: bob }, 3)).map(({ id }) => id);
    });
    afterEach(() => fixture.closeAll());

    const [first, second] = [0, 1].map((n) => () => ids[n] ?? '');
    const read = (id: (() => string) | undefined, readerId: number) => markRead(storage, id?.() ?? '', readerId);

    it('marks one message and takes one from the unread count', async () => {
      expect(await read(second, bob)).to.deep.equal({
        sender: { id: alice, username: 'alice' },
        unreadCount: 2,
        isFirst: true,
      });
      expect(await storage.chats.countUnread(bob, alice)).to.equal(2);
      const { chats } = await storage.chats.findPage({ accountId: bob, otherId: alice, limit: 3 });
      expect(chats.map(({ hasRead }) => hasRead)).to.deep.equal([false, true, false]);
    });

    it('changes nothing the second time', async () => {
      await read(first, bob);
      await read(second, bob);
      expect(await read(first, bob)).to.deep.equal({
        sender: { id: alice, username: 'alice' },
        unreadCount: 1,
        isFirst: false,
      });
      expect(await storage.chats.countUnread(bob, alice)).to.equal(1);
    });

    it('counts a message once that is read twice at once', async () => {
      expect(await Promise.all([read(first, bob), read(second, bob), read(first, bob)])).to.deep.equal([
        { sender: { id: alice, username: 'alice' }, unreadCount: 2, isFirst: true },
        { sender: { id: alice, username: 'alice' }, unreadCount: 1, isFirst: true },
        { sender: { id: alice, username: 'alice' }, unreadCount: 1, isFirst: false },
      ]);
      expect(await storage.chats.countUnread(bob, alice)).to.equal(1);
    });

    it('counts in the order of the calls when messages are sent in the same batch', async () => {
      const send = () => append(storage, { senderId: alice, recipientId: bob, message: 'x' });
      const results = await Promise.all([
        send(),
        read(first, bob),
        send(),
        send(),
        read(second, bob),
        read(first, bob),
      ]);
      expect(results.map((result) => result && 'unreadCount' in result && result.unreadCount)).to.deep.equal([
        4, 3, 4, 5, 4, 4,
      ]);
      expect(await storage.chats.countUnread(bob, alice)).to.equal(4);
    });

    it('refuses the sender, other accounts, and ids that do not exist', async () => {
      expect(await read(first, alice)).to.equal(undefined);
      expect(await read(first, carol)).to.equal(undefined);
      const unknown = [
        '01932d4c-8f00-7c3e-9a54-5b1d2f7e6a90',
        ids[0]?.toUpperCase() ?? '',
        `${ids[0]} `,
        '',
        '👋',
        '%',
      ];
      for (const id of unknown) {
        expect(await markRead(storage, id, bob), id).to.equal(undefined);
      }
      expect(await storage.chats.countUnread(bob, alice)).to.equal(3);
    });

    it('reads hundreds at once, down to an unread count of 0', async () => {
      const many = await sendMany(storage, { senderId: carol, recipientId: alice }, 700);
      const receipts = await Promise.all(many.map(({ id }) => markRead(storage, id, alice)));
      expect(receipts.map((receipt) => receipt?.unreadCount)).to.deep.equal(many.map((_, n) => 699 - n));
      expect(await storage.chats.countUnread(alice, carol)).to.equal(0);
    });

    it('leaves the other direction of the conversation alone', async () => {
      const [answer] = await sendMany(storage, { senderId: bob, recipientId: alice }, 1);
      expect(await markRead(storage, answer?.id ?? '', alice)).to.deep.include({
        sender: { id: bob, username: 'bob' },
        unreadCount: 0,
      });
      expect(await storage.chats.countUnread(bob, alice)).to.equal(3);
    });
  });
}
