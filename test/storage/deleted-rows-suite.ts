import { expect } from 'chai';
import { uuidToBytes } from '../../src/storage/uuidv7.js';
import { append, createPeople, type DatabaseKind, Fixture, markRead, sendMany, withConnection } from './fixture.js';

/** Deletes rows as an administrator would, with plain SQL. */
export function deletedRowsSuite(kind: DatabaseKind): void {
  describe('a conversation of which rows were deleted by SQL', () => {
    const fixture = new Fixture(kind);
    afterEach(() => fixture.closeAll());

    it('pages through the rest, from any bound, and goes on', async () => {
      const url = await fixture.createDatabase();
      const before = await fixture.open({}, url);
      const { alice, bob, carol } = await createPeople(before);
      const sent = await sendMany(before, { senderId: alice, recipientId: bob }, 300);
      await sendMany(before, { senderId: alice, recipientId: carol }, 30);
      await before.close();
      // Every third message, the first and the newest.
      const deleted = new Set(sent.filter((_, n) => n % 3 === 0 || n === 299).map(({ id }) => id));
      await withConnection(url, (connection) =>
        connection('chats')
          .whereIn('id', [...deleted].map(uuidToBytes))
          .del(),
      );

      const storage = await fixture.open({}, url);
      const rest = sent.map(({ id }) => id).filter((id) => !deleted.has(id));
      const fetch = async (bounds: { before?: string; after?: string; limit: number }) => {
        const page = await storage.chats.findPage({ accountId: alice, otherId: bob, ...bounds });
        return page.chats.map(({ id }) => id);
      };
      expect(await fetch({ limit: 500 })).to.deep.equal(rest.toReversed());
      for (const { id } of sent) {
        const older = rest.filter((other) => other < id).toReversed();
        expect(await fetch({ before: id, limit: 7 })).to.deep.equal(older.slice(0, 7));
        const newer = rest.filter((other) => other > id).toReversed();
        expect(await fetch({ after: id, limit: 500 })).to.deep.equal(newer);
      }
      const { chat } = await append(storage, { senderId: bob, recipientId: alice, message: 'after the deletion' });
      expect(chat.id > (sent.at(-1)?.id ?? '')).to.equal(true);
      expect(await fetch({ limit: 1 })).to.deep.equal([chat.id]);
      expect(await markRead(storage, sent[0]?.id ?? '', bob)).to.equal(undefined);
      expect(await markRead(storage, sent[1]?.id ?? '', bob)).to.include({ isFirst: true });
    });
  });
}
