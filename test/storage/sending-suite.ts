import { expect } from 'chai';
import type { AppendedChat, Storage } from '../../src/messenger/ports.js';
import { createUuidV7, isUuidV7, successorOf } from '../../src/storage/uuidv7.js';
import {
  append,
  codeOf,
  createAccounts,
  createPeople,
  type DatabaseKind,
  Fixture,
  sendMany,
  unreadCountOf,
} from './fixture.js';

export function sendingSuite(kind: DatabaseKind): void {
  describe('sending a message', () => {
    const fixture = new Fixture(kind);
    const now = new Date('2026-03-01T12:34:56.789Z');
    let storage: Storage;
    let alice: number;
    let bob: number;
    let carol: number;

    beforeEach(async () => {
      storage = await fixture.open({ now: () => now });
      ({ alice, bob, carol } = await createPeople(storage));
    });
    afterEach(() => fixture.closeAll());

    const newest = async (limit = 1) => (await storage.chats.findPage({ accountId: alice, otherId: bob, limit })).chats;

    it('stores the message, returns what later reads return, and counts it for the recipient', async () => {
      const media = ['https://example.org/a.png', 'https://example.org/ü?a=1&b="2"'];
      const sent = await append(storage, { senderId: bob, recipientId: alice, message: 'Hello', media });
      expect(isUuidV7(sent.chat.id)).to.equal(true);
      expect(sent).to.deep.equal({
        chat: {
          id: sent.chat.id,
          senderId: bob,
          recipientId: alice,
          message: 'Hello',
          media,
          hasRead: false,
          sentAt: now,
        },
        unreadCount: 1,
        isDuplicate: false,
      });
      expect(await newest()).to.deep.equal([sent.chat]);
    });

    const texts = {
      'characters of four bytes': '👩‍👩‍👧‍👦 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🇩🇪',
      'trailing and leading spaces': '  two before, three after   ',
      'only a space': ' ',
      'line ends and tabs': '\r\n\tline\n\rline\n',
      'the special characters of SQL and of drivers': `'"\`\\ \\' \\0 %_ -- ? ?? :name ; /* */ $1`,
      'a null character': 'before\0after\0',
      'two spellings of one letter': 'é e\u0301',
      'nothing, beside media': '',
      'the most characters allowed, of four bytes each': '😀'.repeat(8192),
    };
    for (const [what, message] of Object.entries(texts)) {
      it(`keeps a message with ${what} as sent`, async () => {
        const { chat } = await append(storage, { senderId: alice, recipientId: bob, message });
        expect(chat.message).to.equal(message);
        expect((await newest())[0]?.message).to.equal(message);
      });
    }

    it('replaces half a surrogate pair, in the reply as in later reads', async () => {
      const { chat } = await append(storage, { senderId: alice, recipientId: bob, message: 'a\ud83dz' });
      expect(chat.message).to.equal('a\ufffdz');
      expect((await newest())[0]?.message).to.equal('a\ufffdz');
    });

    it('distinguishes an empty media list from no media', async () => {
      await append(storage, { senderId: alice, recipientId: bob, message: 'a', media: [] });
      await append(storage, { senderId: alice, recipientId: bob, message: 'b' });
      expect((await newest(2)).map(({ media }) => media)).to.deep.equal([undefined, []]);
    });

    it('keeps ten media URLs of the greatest length', async () => {
      const media = Array.from({ length: 10 }, (_, n) => `https://example.org/${n}${'😀'.repeat(2048 - 21)}`);
      await append(storage, { senderId: alice, recipientId: bob, message: '', media });
      expect((await newest())[0]?.media).to.deep.equal(media);
    });

    it('stores many messages of the greatest size at once', async () => {
      const media = Array.from({ length: 10 }, (_, n) => `https://example.org/${n}`.padEnd(2048, '\u4e2d'));
      const message = '😀'.repeat(8192);
      const send = () => append(storage, { senderId: alice, recipientId: bob, message, media });
      await send();
      await Promise.all(Array.from({ length: 200 }, send));
      expect(await storage.chats.countUnread(bob, alice)).to.equal(201);
    });

    it('orders messages sent at once in the order of the calls, and counts each', async () => {
      const appended = await Promise.all(
        Array.from({ length: 600 }, (_, n) => append(storage, { senderId: alice, recipientId: bob, message: `${n}` })),
      );
      const ids = appended.map(({ chat }) => chat.id);
      expect(ids).to.deep.equal([...ids].sort());
      expect(appended.map(unreadCountOf)).to.deep.equal(ids.map((_, n) => n + 1));
      const stored = (await newest(600)).reverse();
      expect(stored).to.deep.equal(appended.map(({ chat }) => chat));
    });

    it('counts unread messages for each direction and each pair', async () => {
      await sendMany(storage, { senderId: alice, recipientId: bob }, 3);
      await sendMany(storage, { senderId: bob, recipientId: alice }, 2);
      await sendMany(storage, { senderId: carol, recipientId: bob }, 1);
      expect(await storage.chats.countUnread(bob, alice)).to.equal(3);
      expect(await storage.chats.countUnread(alice, bob)).to.equal(2);
      expect(await storage.chats.countUnread(bob, carol)).to.equal(1);
      expect(await storage.chats.countUnread(carol, bob)).to.equal(0);
      expect(await storage.chats.countUnread(carol, alice)).to.equal(0);
    });

    it('separates 500 messages in flight in many conversations', async () => {
      const people = await createAccounts(storage, ...Array.from({ length: 8 }, (_, n) => `person-${n}`));
      const pairs = people.flatMap((sender) =>
        people.filter((one) => one !== sender).map((recipient) => ({ senderId: sender.id, recipientId: recipient.id })),
      );
      const sent: Promise<AppendedChat>[] = [];
      for (let n = 0; sent.length < 500; n += 1) {
        const pair = pairs[n % pairs.length];
        if (pair) {
          sent.push(append(storage, { ...pair, message: `${n}` }));
        }
      }
      const appended = await Promise.all(sent);
      for (const { senderId, recipientId } of pairs) {
        const own = appended.filter(({ chat }) => chat.senderId === senderId && chat.recipientId === recipientId);
        expect(own.map(unreadCountOf)).to.deep.equal(own.map((_, n) => n + 1));
        expect(await storage.chats.countUnread(recipientId, senderId)).to.equal(own.length);
        const page = await storage.chats.findPage({ accountId: senderId, otherId: recipientId, limit: 500 });
        const mine = page.chats.filter((chat) => chat.senderId === senderId).reverse();
        expect(mine).to.deep.equal(own.map(({ chat }) => chat));
      }
    });

    it('fails only the messages to accounts that are deleted or do not exist', async () => {
      await storage.accounts.remove(carol);
      const send = (recipientId: number) => append(storage, { senderId: alice, recipientId, message: 'x' });
      const [first, deleted, unknown, last] = await Promise.allSettled([send(bob), send(carol), send(999), send(bob)]);
      expect(deleted).to.have.nested.property('reason.code', 'user-not-found');
      expect(unknown).to.have.nested.property('reason.code', 'user-not-found');
      expect(first).to.have.nested.property('value.unreadCount', 1);
      expect(last).to.have.nested.property('value.unreadCount', 2);
      expect(await storage.chats.countUnread(carol, alice)).to.equal(0);
    });

    it('refuses a message to an account that was deleted after an earlier message', async () => {
      const send = () => append(storage, { senderId: alice, recipientId: carol, message: 'x' });
      await send();
      await storage.accounts.remove(carol);
      expect(await codeOf(send())).to.equal('user-not-found');
      expect(await storage.chats.countUnread(carol, alice)).to.equal(1);
    });

    it('fails only the message that the database refuses', async () => {
      const send = (senderId: number, message: string) => append(storage, { senderId, recipientId: bob, message });
      const results = await Promise.allSettled([send(alice, 'first'), send(999, 'from nobody'), send(alice, 'last')]);
      expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
      expect((await newest(5)).map(({ message }) => message)).to.deep.equal(['last', 'first']);
      expect(await storage.chats.countUnread(bob, alice)).to.equal(2);
      expect(JSON.stringify(results[1])).not.to.contain('from nobody');
    });

    it('refuses a message to its own sender, and stores nothing', async () => {
      await codeOf(append(storage, { senderId: alice, recipientId: alice, message: 'x' }));
      expect(await storage.chats.countUnread(alice, alice)).to.equal(0);
    });

    it('gives later messages greater ids, even if the last message came from a node whose clock was ahead', async () => {
      const url = await fixture.createDatabase();
      const ahead = createUuidV7(() => Date.now() + 3_600_000);
      const far = await fixture.open({ newId: ahead }, url);
      const people = await createPeople(far);
      const pair = { senderId: people.alice, recipientId: people.bob };
      const [last] = await sendMany(far, pair, 1);
      await fixture.closeAll();

      const near = await fixture.open({}, url);
      const sent = await sendMany(near, pair, 3);
      const first = successorOf(last?.id ?? '');
      expect(sent.map(({ id }) => id)).to.deep.equal([first, successorOf(first), successorOf(successorOf(first))]);
      const other = await sendMany(near, { senderId: people.alice, recipientId: people.carol }, 1);
      expect(other[0]?.id.localeCompare(first)).to.equal(-1);
    });
  });
}
