import { expect } from 'chai';
import {
  append,
  codeOf,
  createPeople,
  type DatabaseKind,
  Fixture,
  markRead,
  sendMany,
  withConnection,
} from './fixture.js';

export function durabilitySuite(kind: DatabaseKind): void {
  describe('closing and opening again', () => {
    const fixture = new Fixture(kind);
    afterEach(() => fixture.closeAll());

    it('loses nothing', async () => {
      const url = await fixture.createDatabase();
      const before = await fixture.open({}, url);
      const { alice, bob } = await createPeople(before);
      const sent = await sendMany(before, { senderId: alice, recipientId: bob }, 20);
      await markRead(before, sent[0]?.id ?? '', bob);
      const page = await before.chats.findPage({ accountId: alice, otherId: bob, limit: 50 });
      await before.close();

      const after = await fixture.open({}, url);
      expect(await after.chats.findPage({ accountId: alice, otherId: bob, limit: 50 })).to.deep.equal(page);
      expect(await after.chats.countUnread(bob, alice)).to.equal(19);
      expect(await after.accounts.findByUsername('ALICE')).to.include({ id: alice, username: 'alice' });
    });

    it('commits what was queued before it closes', async () => {
      const url = await fixture.createDatabase();
      const before = await fixture.open({}, url);
      const { alice, bob } = await createPeople(before);
      const sending = sendMany(before, { senderId: alice, recipientId: bob }, 600);
      await before.close();
      const sent = await sending;

      const after = await fixture.open({}, url);
      const { chats } = await after.chats.findPage({ accountId: alice, otherId: bob, limit: 1000 });
      expect(chats.reverse()).to.deep.equal(sent);
    });

    it('rejects with unavailable once it is closed', async () => {
      const storage = await fixture.open();
      const { alice, bob } = await createPeople(storage);
      await storage.close();
      const sending = append(storage, { senderId: alice, recipientId: bob, message: 'x' });
      expect(await codeOf(sending)).to.equal('unavailable');
      expect(await codeOf(storage.ping())).to.equal('unavailable');
      expect(await codeOf(storage.accounts.findById(alice))).to.equal('unavailable');
      await storage.close();
    });

    it('starts again after a first start that was killed half way', async () => {
      const url = await fixture.createDatabase();
      await (await fixture.open({}, url)).close();
      await withConnection(url, async (connection) => {
        await connection('knex_migrations').del();
        await connection('knex_migrations_lock').update({ is_locked: 1 });
        await connection.schema.dropTable('chats');
        await connection.schema.dropTable('conversations');
      });

      const storage = await fixture.open({}, url);
      const { alice, bob } = await createPeople(storage);
      await sendMany(storage, { senderId: alice, recipientId: bob }, 1);
    });
  });
}
