import { expect } from 'chai';
import type { ConversationQuery, Storage } from '../../src/messenger/ports.js';
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

    it('starts with the newest', async () => {
      expect(await fetch({ limit: 1000 })).to.deep.equal({ ids: ids.slice(0, 1000), hasMore: true });
    });

    it('shows both the same', async () => {
      expect(await fetch({ accountId: bob, otherId: alice })).to.deep.equal(await fetch({}));
    });

    it('goes back to the beginning page by page', async () => {
      const seen: string[] = [];
      let page = await fetch({ limit: 999 });
      while (page.hasMore) {
        seen.push(...page.ids);
        page = await fetch({ limit: 999, before: page.ids.at(-1) ?? '' });
      }
      seen.push(...page.ids);
      expect(seen).to.deep.equal(ids);
    });

    it('has no more when the page holds exactly the rest', async () => {
      expect(await fetch({ limit: COUNT })).to.deep.equal({ ids, hasMore: false });
      expect(await fetch({ limit: COUNT - 1 })).to.deep.equal({ ids: ids.slice(0, -1), hasMore: true });
    });

    it('fetches what came after a message, without it', async () => {
      expect(await fetch({ after: ids[3] ?? '' })).to.deep.equal({ ids: ids.slice(0, 3), hasMore: false });
      expect(await fetch({ after: ids[3] ?? '', limit: 3 })).to.deep.equal({ ids: ids.slice(0, 3), hasMore: false });
      expect(await fetch({ after: ids[200] ?? '' })).to.deep.equal({ ids: ids.slice(0, 100), hasMore: true });
      expect(await fetch({ after: ids[0] ?? '' })).to.deep.equal({ ids: [], hasMore: false });
    });

    it('catches up after a message page by page, between two bounds', async () => {
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

    it('has nothing before the first message, and nothing between bounds that hold nothing', async () => {
      expect(await fetch({ before: ids.at(-1) ?? '' })).to.deep.equal({ ids: [], hasMore: false });
      expect(await fetch({ before: ids[5] ?? '', after: ids[5] ?? '' })).to.deep.equal({ ids: [], hasMore: false });
    });

    it('takes any text as a bound', async () => {
      expect(await fetch({ before: 'zzz', limit: 2 })).to.deep.equal({ ids: ids.slice(0, 2), hasMore: true });
      expect(await fetch({ before: '👋', limit: 2 })).to.deep.equal({ ids: ids.slice(0, 2), hasMore: true });
      expect(await fetch({ after: '👋' })).to.deep.equal({ ids: [], hasMore: false });
      expect(await fetch({ before: '' })).to.deep.equal({ ids: [], hasMore: false });
      expect(await fetch({ after: '', limit: 2 })).to.deep.equal({ ids: ids.slice(0, 2), hasMore: true });
      expect(await fetch({ before: "' OR 1 = 1 -- " })).to.deep.equal({ ids: [], hasMore: false });
    });

    it('shows two strangers nothing, and nobody the messages of others', async () => {
      expect(await fetch({ otherId: carol })).to.deep.equal({ ids: [], hasMore: false });
      const page = await storage.chats.findPage({ accountId: carol, otherId: bob, limit: 100 });
      expect(page.chats).to.have.length(10);
      expect(page.chats.every(({ senderId }) => senderId === carol)).to.equal(true);
    });
  });
}
