import { expect } from 'chai';
import type { ConversationQuery, Storage } from '../../src/messenger/ports.js';
import { successorOf } from '../../src/storage/uuidv7.js';
import { createPeople, type DatabaseKind, Fixture, sendMany } from './fixture.js';

const COUNT = 2600;

export function pagingSuite(kind: DatabaseKind): void {
  describe('fetching a conversation', () => {
    const fixture = new Fixture(kind);
    let storage: Storage;
    let alice: number;
    let bob: number;
    let carol: number;
    /** Newest first. */
    let ids: string[];

    before(async () => {
      storage = await fixture.open();
      ({ alice, bob, carol } = await createPeople(storage));
      const sent = await Promise.all([
        sendMany(storage, { senderId: alice, recipientId: bob }, COUNT / 2),
        sendMany(storage, { senderId: carol, recipientId: bob }, 10),
        sendMany(storage, { senderId: bob, recipientId: alice }, COUNT / 2),
      ]);
      ids = [...(sent[0] ?? []), ...(sent[2] ?? [])].map(({ id }) => id).sort();
      ids.reverse();
    });
    after(() => fixture.closeAll());

    const fetch = async (query: Partial<ConversationQuery>) => {
      const page = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 100, ...query });
      return { ids: page.chats.map(({ id }) => id), hasMore: page.hasMore };
    };

    it('starts with the newest message', async () => {
      expect(await fetch({ limit: 1000 })).to.deep.equal({ ids: ids.slice(0, 1000), hasMore: true });
    });

    it('shows both accounts the same messages', async () => {
      expect(await fetch({ accountId: bob, otherId: alice })).to.deep.equal(await fetch({}));
    });

    it('pages back to the first message', async () => {
      const seen: string[] = [];
      let page = await fetch({ limit: 999 });
      while (page.hasMore) {
        seen.push(...page.ids);
        page = await fetch({ limit: 999, before: page.ids.at(-1) ?? '' });
      }
      seen.push(...page.ids);
      expect(seen).to.deep.equal(ids);
    });

    it('reports no more when the page holds exactly the rest', async () => {
      expect(await fetch({ limit: COUNT })).to.deep.equal({ ids, hasMore: false });
      expect(await fetch({ limit: COUNT - 1 })).to.deep.equal({ ids: ids.slice(0, -1), hasMore: true });
    });

    it('fetches the messages after a bound, without the bound', async () => {
      expect(await fetch({ after: ids[3] ?? '' })).to.deep.equal({ ids: ids.slice(0, 3), hasMore: false });
      expect(await fetch({ after: ids[3] ?? '', limit: 3 })).to.deep.equal({ ids: ids.slice(0, 3), hasMore: false });
      expect(await fetch({ after: ids[200] ?? '' })).to.deep.equal({ ids: ids.slice(0, 100), hasMore: true });
      expect(await fetch({ after: ids[0] ?? '' })).to.deep.equal({ ids: [], hasMore: false });
    });

    it('catches up page by page between two bounds', async () => {
      const after = ids[250] ?? '';
      const seen: string[] = [];
      let page = await fetch({ after });
      while (page.hasMore) {
        seen.push(...page.ids);
        page = await fetch({ after, before: page.ids.at(-1) ?? '' });
      }
      seen.push(...page.ids);
      expect(seen).to.deep.equal(ids.slice(0, 250));
    });

    it('returns nothing before the first message, and nothing between equal bounds', async () => {
      expect(await fetch({ before: ids.at(-1) ?? '' })).to.deep.equal({ ids: [], hasMore: false });
      expect(await fetch({ before: ids[5] ?? '', after: ids[5] ?? '' })).to.deep.equal({ ids: [], hasMore: false });
    });

    it('takes any UUID as a bound, also one that no message of the conversation has', async () => {
      const last = 'ffffffff-ffff-7fff-bfff-ffffffffffff';
      const first = '00000000-0000-7000-8000-000000000000';
      expect(await fetch({ before: last, limit: 2 })).to.deep.equal({ ids: ids.slice(0, 2), hasMore: true });
      expect(await fetch({ after: last })).to.deep.equal({ ids: [], hasMore: false });
      expect(await fetch({ before: first })).to.deep.equal({ ids: [], hasMore: false });
      expect(await fetch({ after: first, limit: 2 })).to.deep.equal({ ids: ids.slice(0, 2), hasMore: true });
      const older = await fetch({ before: successorOf(ids[10] ?? ''), limit: 2 });
      expect(older).to.deep.equal({ ids: ids.slice(10, 12), hasMore: true });
      const other = await storage.chats.findPage({ accountId: carol, otherId: bob, limit: 1 });
      const bound = other.chats[0]?.id ?? '';
      const expected = ids.filter((id) => id < bound).slice(0, 3);
      expect((await fetch({ before: bound, limit: 3 })).ids).to.deep.equal(expected);
    });

    it('shows accounts without messages nothing, and nobody the messages of others', async () => {
      expect(await fetch({ otherId: carol })).to.deep.equal({ ids: [], hasMore: false });
      const page = await storage.chats.findPage({ accountId: carol, otherId: bob, limit: 100 });
      expect(page.chats).to.have.length(10);
      expect(page.chats.every(({ senderId }) => senderId === carol)).to.equal(true);
    });
  });
}
