import { expect } from 'chai';
import { connect } from '../../src/storage/connect.js';
import { codeOf, createPeople, type DatabaseKind, Fixture, sendMany } from './fixture.js';

export function durabilitySuite(kind: DatabaseKind): void {
  describe('closing and opening again', () => {
    const fixture = new Fixture(kind);
    afterEach(() => fixture.closeAll());

    it('loses nothing', async () => {
      const url = await fixture.createDatabase();
      const before = await fixture.open({}, url);
      const { alice, bob } = await createPeople(before);
      const sent = await sendMany(before, { senderId: alice, recipientId: bob }, 20);
      await before.chats.markRead(sent[0]?.id ?? '', bob);
      const page = await before.chats.findPage({ accountId: alice, otherId: bob, limit: 50 });
      await before.close();

      const after = await fixture.open({}, url);
      expect(await after.chats.findPage({ accountId: alice, otherId: bob, limit: 50 })).to.deep.equal(page);
      expect(await after.chats.countUnread(bob, alice)).to.equal(19);
      expect(await after.accounts.findByUsername('ALICE')).to.include({ id: alice, username: 'alice' });
    });

    it('finishes what was taken before it closes', async () => {
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

    it('is unavailable once it is closed', async () => {
      const storage = await fixture.open();
      const { alice, bob } = await createPeople(storage);
      await storage.close();
      const append = storage.chats.append({ senderId: alice, recipientId: bob, message: 'x' });
      expect(await codeOf(append)).to.equal('unavailable');
      expect(await codeOf(storage.ping())).to.equal('unavailable');
      expect(await codeOf(storage.accounts.findById(alice))).to.equal('unavailable');
      await storage.close();
    });

    it("still knows the senders' names of a database that had them in another order", async () => {
      const url = await fixture.createDatabase();
      const before = await fixture.open({}, url);
      const { alice, bob } = await createPeople(before);
      const chat = { senderId: alice, recipientId: bob, message: 'x', clientMessageId: 'one' };
      const first = await before.chats.append(chat);
      await before.close();
      const database = connect(url);
      const { knex, dialect } = database;
      await knex('knex_migrations').where({ name: '0002-names-in-order-of-time' }).del();
      await knex.raw(
        dialect.name === 'mysql' ? 'DROP INDEX chats_client_message ON chats' : 'DROP INDEX chats_client_message',
      );
      await knex.raw('CREATE UNIQUE INDEX chats_client_message ON chats (sender_id, client_message_id)');
      await database.close();

      const after = await fixture.open({}, url);
      expect(await after.chats.append(chat)).to.deep.equal({ ...first, isDuplicate: true });
      await after.close();
      const again = connect(url);
      const columns = await again.select<{ name: string }>(
        dialect.name === 'mysql'
          ? `SELECT column_name AS name FROM information_schema.statistics
              WHERE table_schema = DATABASE() AND index_name = 'chats_client_message' ORDER BY seq_in_index`
          : "SELECT name FROM pragma_index_info('chats_client_message')",
      );
      await again.close();
      expect(columns.map(({ name }) => name)).to.deep.equal(['client_message_id', 'sender_id']);
    });

    it('starts again after a start that was killed half way', async () => {
      const url = await fixture.createDatabase();
      await (await fixture.open({}, url)).close();
      const database = connect(url);
      await database.knex('knex_migrations').del();
      await database.knex('knex_migrations_lock').update({ is_locked: 1 });
      await database.knex.schema.dropTable('chats');
      await database.close();

      const storage = await fixture.open({}, url);
      const { alice, bob } = await createPeople(storage);
      await sendMany(storage, { senderId: alice, recipientId: bob }, 1);
    });
  });
}
