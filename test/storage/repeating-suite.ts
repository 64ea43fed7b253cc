import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { createPeople, type DatabaseKind, Fixture } from './fixture.js';
import { statementsOf } from './statement-log.js';

export function repeatingSuite(kind: DatabaseKind): void {
  describe('sending a message again', () => {
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
      storage.chats.append({ senderId, recipientId, message, clientMessageId, media: ['https://example.org/'] });

    it('stores nothing and answers with the first, which is read by now', async () => {
      const first = await send('one', 'the first');
      await send('two', 'another');
      await storage.chats.markRead(first.chat.id, bob);
      expect(await send('one', 'the second')).to.deep.equal({
        chat: { ...first.chat, hasRead: true },
        unreadCount: 1,
        isDuplicate: true,
      });
      expect(await storage.chats.countUnread(bob, alice)).to.equal(1);
      const { chats } = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 9 });
      expect(chats.map(({ message }) => message)).to.deep.equal(['another', 'the first']);
    });

    it('is noticed among messages sent at once', async () => {
      const [first, other, again] = await Promise.all([send('one'), send('two'), send('one')]);
      expect(again).to.deep.equal({ chat: first.chat, unreadCount: 2, isDuplicate: true });
      expect(other.unreadCount).to.equal(2);
      expect(await storage.chats.countUnread(bob, alice)).to.equal(2);
    });

    it('among messages sent at once does not undo and repeat the work of the others', async () => {
      await send('zero');
      const statements = await statementsOf(() => Promise.all([send('one'), send('two'), send('one')]));
      const ends = statements.filter(({ sql }) => sql === 'COMMIT' || sql === 'ROLLBACK');
      expect(ends.map(({ sql }) => sql)).to.deep.equal(['COMMIT']);
    });

    it('is told what was read in the same moment', async () => {
      const first = await send('one');
      const [, again] = await Promise.all([storage.chats.markRead(first.chat.id, bob), send('one')]);
      expect(again).to.deep.equal({ chat: { ...first.chat, hasRead: true }, unreadCount: 0, isDuplicate: true });
    });

    it('is told what was sent in the same moment', async () => {
      await send('one');
      const [, again, , last] = await Promise.all([send('two'), send('one'), send('three'), send('one')]);
      expect([again.unreadCount, last.unreadCount]).to.deep.equal([2, 3]);
    });

    it('is known by the name the sender gave it, byte for byte', async () => {
      const names = ['a', 'A', 'a ', ' a', 'á', 'a\u0301', 'a\0', '😀'.repeat(64), `${'😀'.repeat(63)}😁`];
      const sent = await Promise.all(names.map((name) => send(name, name)));
      expect(sent.map(({ isDuplicate }) => isDuplicate)).to.deep.equal(names.map(() => false));
      const again = await Promise.all(names.map((name) => send(name)));
      expect(again.map(({ chat }) => chat.message)).to.deep.equal(names);
    });

    it('is another message when it is another sender', async () => {
      await send('one', 'from alice');
      expect((await send('one', 'from carol', bob, carol)).isDuplicate).to.equal(false);
    });

    it('is the first message also when it is sent to somebody else', async () => {
      const first = await send('one');
      await send('two');
      const again = await send('one', 'x', carol);
      expect(again).to.deep.equal({ chat: first.chat, unreadCount: 2, isDuplicate: true });
      expect(await storage.chats.countUnread(carol, alice)).to.equal(0);
    });

    it('answers with the first also when the recipient is deleted by now', async () => {
      const first = await send('one');
      await storage.accounts.remove(bob);
      expect(await send('one')).to.deep.equal({ ...first, isDuplicate: true });
    });
  });
}
