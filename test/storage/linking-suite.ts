import { expect } from 'chai';
import type { ConversationQuery } from '../../src/messenger/ports.js';
import { connect } from '../../src/storage/connect.js';
import type { Database } from '../../src/storage/database.js';
import { migrations } from '../../src/storage/migrations/migrations.js';
import { createStorage } from '../../src/storage/open-storage.js';
import { createUuidV7, successorOf } from '../../src/storage/uuidv7.js';
import { createPeople, type DatabaseKind, Fixture, sendMany } from './fixture.js';
import { statementsOf } from './statement-log.js';

/** Ids of which these, by their numbers, are milestones, and the others are not. */
function idsWithMilestones(...numbers: number[]): () => string {
  const newId = createUuidV7();
  let number = 0;
  return () => `${newId().slice(0, -2)}${numbers.includes(number++) ? '00' : '01'}`;
}

export function linkingSuite(kind: DatabaseKind): void {
  describe('a conversation, of which each message leads to the one before it', () => {
    const fixture = new Fixture(kind);
    afterEach(() => fixture.closeAll());

    it('is found from any bound, be it the id of a message in another conversation or of none', async () => {
      const storage = await fixture.open({ newId: idsWithMilestones(300, 301, 1400) });
      const { alice, bob, carol } = await createPeople(storage);
      const ours: string[] = [];
      const others: string[] = [];
      for (let round = 0; round < 8; round += 1) {
        const [mine, theirs] = await Promise.all([
          sendMany(storage, { senderId: alice, recipientId: bob }, 200),
          sendMany(storage, { senderId: alice, recipientId: carol }, 20),
        ]);
        ours.push(...mine.map(({ id }) => id));
        others.push(...theirs.map(({ id }) => id));
      }
      ours.reverse();
      const bounds = [...others, ...ours.filter((_, index) => index % 83 === 0).map(successorOf)];
      for (const limit of [1, 7]) {
        for (const before of bounds) {
          const page = await storage.chats.findPage({ accountId: alice, otherId: bob, limit, before });
          const older = ours.filter((id) => id < before);
          expect(page.chats.map(({ id }) => id)).to.deep.equal(older.slice(0, limit));
          expect(page.hasMore).to.equal(older.length > limit);
        }
      }
    });

    it('is entered near such a bound, however far back that is', async () => {
      const storage = await fixture.open({ newId: idsWithMilestones(90, 2_000) });
      const { alice, bob } = await createPeople(storage);
      const chats = await sendMany(storage, { senderId: alice, recipientId: bob }, 2_600);
      const [wanted] = chats.slice(80);
      const before = successorOf(wanted?.id ?? '');
      const fetch = () => storage.chats.findPage({ accountId: alice, otherId: bob, limit: 1, before });
      const statements = await statementsOf(async () => {
        expect((await fetch()).chats[0]?.id).to.equal(wanted?.id);
      });
      // On the way there no messages are read.
      expect(statements.map(({ sql }) => sql.includes('message'))).to.deep.equal([true, false, true]);
    });

    it('is read by 500 at a time, since databases end what goes on for long', async () => {
      const storage = await fixture.open();
      const { alice, bob } = await createPeople(storage);
      await sendMany(storage, { senderId: alice, recipientId: bob }, 1_300);
      const statements = await statementsOf(async () => {
        const page = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 1_200 });
        expect(page.chats).to.have.length(1_200);
      });
      expect(statements).to.have.length(3);
    });

    it('has nothing before its first message, and ends there, be it the last that a statement comes to', async () => {
      const storage = await fixture.open({ newId: idsWithMilestones() });
      const { alice, bob } = await createPeople(storage);
      const chats = await sendMany(storage, { senderId: alice, recipientId: bob }, 500);
      for (const before of [chats[0]?.id ?? '', '', '00000000-0000-7000-8000-000000000000']) {
        const page = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 5, before });
        expect(page).to.deep.equal({ chats: [], hasMore: false });
      }
      const statements = await statementsOf(() =>
        storage.chats.findPage({ accountId: alice, otherId: bob, limit: 499, after: chats[0]?.id ?? '' }),
      );
      expect(statements).to.have.length(1);
    });

    describe('in a database of before', () => {
      const old = migrations.slice(0, 3);
      const time = Date.UTC(2026, 0, 1);
      let url: string;
      let ids: string[];

      const prepare = async (database: Database) => {
        for (const { up } of old) await up(database.knex, database.dialect.name);
        const { alice, bob, carol } = await createPeople(createStorage(database));
        const newId = idsWithMilestones(3, 4);
        ids = Array.from({ length: 12 }, newId);
        const version = database.dialect.name === 'mysql' ? { version: 0 } : {};
        for (const [other, parity] of [
          [bob, 0],
          [carol, 1],
        ] as const) {
          const own = ids.filter((_, index) => index % 2 === parity);
          const pair = { low_id: alice, high_id: other };
          await database.knex('conversations').insert({ ...pair, ...version, last_chat_id: own.at(-1) });
          const rows = own.map((id) => ({ id, ...pair, sender_id: alice, message: 'old', sent_at: time }));
          await database.knex('chats').insert(rows);
        }
        return { alice, bob, carol };
      };
      const withDatabase = async <Result>(work: (database: Database) => Promise<Result>): Promise<Result> => {
        const database = connect(url);
        try {
          return await work(database);
        } finally {
          await database.close();
        }
      };
      const milestones = () =>
        withDatabase((database) => database.knex('milestones').select('chat_id', 'high_id').orderBy('chat_id'));

      beforeEach(async () => {
        url = await fixture.createDatabase();
      });

      it('is as it was, and goes on', async () => {
        const { alice, bob, carol } = await withDatabase(prepare);
        const storage = await fixture.open({ newId: idsWithMilestones() }, url);
        const fetch = async (query: Partial<ConversationQuery>) => {
          const page = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 20, ...query });
          return page.chats.map(({ id }) => id);
        };
        const ofBob = ids.filter((_, index) => index % 2 === 0).reverse();
        const ofCarol = ids.filter((_, index) => index % 2 === 1).reverse();
        expect(await fetch({})).to.deep.equal(ofBob);
        expect(await fetch({ otherId: carol })).to.deep.equal(ofCarol);
        expect(await fetch({ before: ofBob[1] ?? '' })).to.deep.equal(ofBob.slice(2));
        expect(await fetch({ before: ofCarol[3] ?? '' })).to.deep.equal(ofBob.slice(3));
        const { chat } = await storage.chats.append({ senderId: bob, recipientId: alice, message: 'new' });
        expect(await fetch({})).to.deep.equal([chat.id, ...ofBob]);
        await storage.close();
        expect(await milestones()).to.deep.equal([
          { chat_id: ids[3], high_id: carol },
          { chat_id: ids[4], high_id: bob },
        ]);
      });

      if (kind.name === 'MySQL') {
        const addColumn =
          'ALTER TABLE chats ADD COLUMN previous_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
        for (const [when, statements] of Object.entries({
          'the column was added': [addColumn],
          'the foreign key was dropped': [addColumn, 'ALTER TABLE chats DROP FOREIGN KEY chats_ibfk_1'],
        })) {
          it(`is as it was after a start that was killed when ${when}`, async () => {
            const { alice, bob } = await withDatabase(async (database) => {
              const people = await prepare(database);
              for (const statement of statements) await database.run(statement, []);
              return people;
            });
            const storage = await fixture.open({}, url);
            const page = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 20 });
            expect(page.chats).to.have.length(6);
            await storage.close();
            expect(await milestones()).to.have.length(2);
          });
        }

        it('is as it was after a start that was killed when all was done', async () => {
          const { alice, bob } = await withDatabase(prepare);
          await (await fixture.open({}, url)).close();
          await withDatabase(({ knex }) =>
            knex('knex_migrations').where('name', '0004-chats-lead-to-the-one-before').del(),
          );
          const storage = await fixture.open({}, url);
          const page = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 20 });
          expect(page.chats).to.have.length(6);
        });

        it('is as it was when it is long', async () => {
          const { alice, bob } = await withDatabase(async (database) => {
            const people = await prepare(database);
            const newId = createUuidV7();
            const pair = { low_id: people.alice, high_id: people.bob };
            const rest = { ...pair, sender_id: people.alice, message: 'old', sent_at: time };
            const many = Array.from({ length: 10_500 }, () => ({ id: newId(), ...rest }));
            await database.knex.batchInsert('chats', many, 500);
            await database
              .knex('conversations')
              .where(pair)
              .update({ last_chat_id: many.at(-1)?.id ?? '' });
            return people;
          });
          const storage = await fixture.open({}, url);
          const page = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 20_000 });
          expect(page.chats).to.have.length(10_506);
        });

        it('takes no message from a process that does not say which was before it', async () => {
          const { alice, bob } = await withDatabase(prepare);
          await (await fixture.open({}, url)).close();
          const row = {
            id: createUuidV7()(),
            low_id: alice,
            high_id: bob,
            sender_id: alice,
            message: 'x',
            sent_at: time,
          };
          const refused = await withDatabase(({ knex }) =>
            knex('chats')
              .insert(row)
              .then(String, ({ code }) => code),
          );
          expect(refused).to.equal('ER_NO_DEFAULT_FOR_FIELD');
        });
      }
    });
  });
}
