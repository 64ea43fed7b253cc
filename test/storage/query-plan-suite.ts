import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { connect } from '../../src/storage/connect.js';
import type { Database } from '../../src/storage/database.js';
import { placeholderRows } from '../../src/storage/dialect.js';
import { migrate } from '../../src/storage/migrate.js';
import { createStorage } from '../../src/storage/open-storage.js';
import { successorOf } from '../../src/storage/uuidv7.js';
import { createAccounts, type DatabaseKind, sendMany } from './fixture.js';
import { type LoggedStatement, statementsOf } from './statement-log.js';

const PEOPLE = 60;

export function queryPlanSuite(kind: DatabaseKind): void {
  describe('cost', () => {
    let database: Database;
    let storage: Storage;
    let ids: number[];
    let chatIds: string[];

    before(async () => {
      const url = await kind.createDatabase();
      await migrate(url);
      database = connect(url);
      storage = createStorage(database);
      await addBystanders(database);
      ({ ids, chatIds } = await fill(storage));
      if (database.dialect.name === 'mysql') {
        await database.select('ANALYZE TABLE accounts, conversations, chats, milestones');
      } else {
        await database.knex.raw('ANALYZE');
      }
    });
    after(() => storage.close());

    const id = (n: number) => ids[n] ?? 0;
    const chatId = (n: number) => chatIds[n] ?? '';
    const append = (recipient: number, clientMessageId?: string) =>
      storage.chats.append({
        senderId: id(0),
        recipientId: id(recipient),
        message: 'x',
        ...(clientMessageId !== undefined && { clientMessageId }),
      });
    const everyPair = Array.from({ length: 30 }, (_, n) => n).flatMap((n) =>
      Array.from({ length: 20 }, (_, other) => [n, 30 + other] as const),
    );
    const sendNamed = ([sender, recipient]: readonly [number, number], n: number) =>
      storage.chats.append({
        senderId: id(sender),
        recipientId: id(recipient),
        message: 'x',
        clientMessageId: `pair ${n}`,
      });
    const page = (bounds: { before?: string; after?: string }) =>
      storage.chats.findPage({ accountId: id(0), otherId: id(1), limit: 50, ...bounds });

    const calls: Record<string, () => Promise<unknown>> = {
      'sending a message': () => append(1),
      'sending the first message to somebody': () => append(PEOPLE - 1),
      'sending a message with a name': () => append(1, 'new'),
      'sending many messages at once': () =>
        Promise.all(Array.from({ length: 200 }, (_, n) => append(1 + (n % 40), `many ${n}`))),
      'sending a message again': async () => {
        await append(1, 'again');
        await append(1, 'again');
      },
      'sending more messages at once than a batch takes, and again': async () => {
        await Promise.all(everyPair.map((pair, n) => sendNamed(pair, n)));
        await Promise.all(everyPair.map((pair, n) => sendNamed(pair, n)));
      },
      'reading a message': () => storage.chats.markRead(chatId(7), id(1)),
      'reading many messages at once': () =>
        Promise.all(chatIds.slice(20, 220).map((one) => storage.chats.markRead(one, id(1)))),
      'fetching the newest messages': () => page({}),
      'fetching older messages': () => page({ before: chatId(900) }),
      'fetching newer messages': () => page({ after: chatId(900) }),
      'fetching messages between two': () => page({ before: chatId(1500), after: chatId(900) }),
      'fetching messages older than one that is none of them': () => page({ before: successorOf(chatId(900)) }),
      'counting unread messages': () => storage.chats.countUnread(id(1), id(0)),
      'finding an account by name': () => storage.accounts.findByUsername('Person-7'),
      'finding an account by id': () => storage.accounts.findById(id(7)),
      'creating an account': () => storage.accounts.create('newcomer', null),
      'deleting an account': () => storage.accounts.remove(id(PEOPLE - 2)),
      'listing all accounts': () => storage.accounts.list({ exceptId: id(0) }),
      'listing accounts after one': () => storage.accounts.list({ exceptId: id(0), after: 'person-3', limit: 5 }),
      'listing accounts by prefix': () => storage.accounts.list({ exceptId: id(0), prefix: 'person-3', limit: 5 }),
    };

    for (const [what, call] of Object.entries(calls)) {
      it(`of ${what} does not grow: every statement goes through an index`, async () => {
        const statements = await statementsOf(call);
        expect(statements).not.to.have.length(0);
        for (const statement of distinct(statements).filter(({ sql }) => /^(SELECT|UPDATE|DELETE|WITH)/i.test(sql))) {
          expect(await scansIn(database, statement), statement.sql).to.deep.equal([]);
        }
      });
    }

    it('of a moment is as many statements for 200 messages as for 40, or no more to compile', async () => {
      const appendMany = (count: number) => () =>
        Promise.all(Array.from({ length: count }, (_, n) => append(1 + (n % 40), `of ${count}: ${n}`)));
      // By then nothing is left that other tests have made it doubt.
      await appendMany(60)();
      const few = await withoutMilestones(appendMany(40));
      const many = await withoutMilestones(appendMany(200));
      if (database.dialect.name === 'mysql') {
        expect(many.length).to.equal(few.length);
        expect(many.length).to.be.lessThan(10);
      } else {
        // SQLite runs the same few for each message; there is no round trip to save.
        expect(distinct(many).length).to.be.at.most(distinct(few).length);
        expect(distinct(few).length).to.be.lessThan(10);
      }
    });
  });
}

/** A batch has one statement more when it happens to have any. */
async function withoutMilestones(work: () => Promise<unknown>): Promise<LoggedStatement[]> {
  const statements = await statementsOf(work);
  return statements.filter(({ sql }) => !sql.startsWith('INSERT INTO milestones'));
}

/** Many more accounts than a batch has: with few, reading them all would be right. */
async function addBystanders(database: Database): Promise<void> {
  const names = Array.from({ length: 3000 }, (_, n) => `bystander-${n}`);
  await database.run(
    `INSERT INTO accounts (username, username_key) VALUES ${placeholderRows(2, names.length)}`,
    names.flatMap((name) => [name, name]),
  );
}

async function fill(storage: Storage): Promise<{ ids: number[]; chatIds: string[] }> {
  const people = await createAccounts(storage, ...Array.from({ length: PEOPLE }, (_, n) => `Person-${n}`));
  const ids = people.map(({ id }) => id);
  const [sender = 0, recipient = 0, ...others] = ids;
  const chats = await sendMany(storage, { senderId: sender, recipientId: recipient }, 2000);
  await Promise.all(
    others
      .slice(0, -2)
      .flatMap((other) => [
        sendMany(storage, { senderId: sender, recipientId: other }, 20),
        sendMany(storage, { senderId: other, recipientId: recipient }, 20),
      ]),
  );
  return { ids, chatIds: chats.map(({ id }) => id) };
}

/** One of each text. */
function distinct(statements: readonly LoggedStatement[]): LoggedStatement[] {
  return [...new Map(statements.map((statement) => [statement.sql, statement])).values()];
}

/** What the plan of a statement reads or sorts as a whole, apart from what it has found by going back through a conversation. */
async function scansIn(database: Database, { sql, bindings }: LoggedStatement): Promise<string[]> {
  if (database.dialect.name === 'sqlite') {
    const plan = await database.select<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, bindings);
    return plan
      .map(({ detail }) => detail)
      .filter((detail) => /^SCAN (accounts|chats|conversations|milestones)\b|TEMP B-TREE|AUTOMATIC/.test(detail))
      .filter((detail) => !(sql.startsWith('WITH RECURSIVE') && detail === 'USE TEMP B-TREE FOR ORDER BY'));
  }
  const plan = await database.select<{ type: string | null; table: string | null; Extra: string | null }>(
    `EXPLAIN ${sql}`,
    bindings,
  );
  return plan
    .filter(({ table }) => !(sql.startsWith('WITH RECURSIVE') && /^<(derived|union)/.test(table ?? '')))
    .filter(({ type, Extra }) => type === 'ALL' || type === 'index' || /filesort|temporary/.test(Extra ?? ''))
    .map((step) => JSON.stringify(step));
}
