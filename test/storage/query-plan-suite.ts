import { expect } from 'chai';
import type { Knex } from 'knex';
import type { Storage } from '../../src/messenger/ports.js';
import { parseDatabaseUrl } from '../../src/storage/database-url.js';
import { SqliteWriter } from '../../src/storage/sqlite/sqlite-writer.js';
import type { StatementListener } from '../../src/storage/statement-listener.js';
import { createUuidV7, successorOf } from '../../src/storage/uuidv7.js';
import { append, createAccounts, type DatabaseKind, Fixture, markRead, sendMany, withConnection } from './fixture.js';

interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

const people = 60;

/** Every statement goes through an index: its cost does not grow with the number of messages and accounts. */
export function queryPlanSuite(kind: DatabaseKind): void {
  describe('the plan', () => {
    const fixture = new Fixture(kind);
    let url: string;
    let storage: Storage;
    let ids: number[];
    let chatIds: string[];
    let log: Statement[];
    const onStatement: StatementListener = (sql, bindings) => log.push({ sql, bindings });

    before(async () => {
      log = [];
      url = await fixture.createDatabase();
      storage = await fixture.open({ onStatement }, url);
      // Many more accounts than a batch has: with few accounts, reading all of them would be right.
      await withConnection(url, async (connection) => {
        const names = Array.from({ length: 3_000 }, (_, n) => `bystander-${n}`);
        await connection.batchInsert(
          'accounts',
          names.map((name) => ({ username: name, username_key: name })),
          300,
        );
      });
      ({ ids, chatIds } = await fill(storage));
      await withConnection(url, (connection) =>
        connection.raw(kind.name === 'MySQL' ? 'ANALYZE TABLE accounts, conversations, chats' : 'ANALYZE'),
      );
    });
    after(() => fixture.closeAll());

    const id = (n: number) => ids[n] ?? 0;
    const chatId = (n: number) => chatIds[n] ?? '';
    const send = (to: Storage, recipient: number, clientMessageId?: string) =>
      append(to, {
        senderId: id(0),
        recipientId: id(recipient),
        message: 'x',
        ...(clientMessageId !== undefined && { clientMessageId }),
      });
    const page = (bounds: { before?: string; after?: string }) =>
      storage.chats.findPage({ accountId: id(0), otherId: id(1), limit: 50, ...bounds });
    /** A node without anything in its cache reads before it writes. */
    const fresh = async (work: (node: Storage) => Promise<unknown>) => {
      const node = await fixture.open({ onStatement }, url);
      log = [];
      await work(node);
    };

    const reads: Record<string, () => Promise<unknown>> = {
      'fetching a conversation': () => page({}),
      'fetching messages before a bound': () => page({ before: chatId(1_000) }),
      'fetching messages after a bound': () => page({ after: chatId(1_000) }),
      'fetching messages before a bound of another conversation': () => page({ before: successorOf(chatId(1_000)) }),
      'counting unread messages': () => storage.chats.countUnread(id(0), id(1)),
      'finding an account by name': () => storage.accounts.findByUsername('person-7'),
      'finding many accounts by name': () =>
        Promise.all(ids.map((_, n) => storage.accounts.findByUsername(`person-${n}`))),
      'finding an account by id': () => storage.accounts.findById(id(7)),
      'listing accounts': () => storage.accounts.list({ exceptId: id(0), limit: 5 }),
      'listing accounts after one': () => storage.accounts.list({ exceptId: id(0), after: 'person-3', limit: 5 }),
      'listing accounts by prefix': () => storage.accounts.list({ exceptId: id(0), prefix: 'person-3', limit: 5 }),
    };
    const mysqlWrites: Record<string, () => Promise<unknown>> = {
      'sending a message': () => send(storage, 1),
      'sending the first message to an account': () => send(storage, people - 1),
      'sending to an account that is not in the cache': () => fresh((node) => send(node, 2)),
      'sending 200 messages at once': () =>
        Promise.all(Array.from({ length: 200 }, (_, n) => send(storage, 1 + (n % 40)))),
      'repeating a message': async () => {
        await send(storage, 1, 'repeated');
        await send(storage, 1, 'repeated');
        await fresh((node) => send(node, 1, 'repeated'));
      },
      'reading messages': () => Promise.all([0, 1, 2].map((n) => markRead(storage, chatId(n), id(1)))),
      'deleting an account': () => storage.accounts.remove(id(people - 2)),
    };

    for (const [what, call] of Object.entries(kind.name === 'MySQL' ? { ...reads, ...mysqlWrites } : reads)) {
      it(`of ${what} goes through an index`, async () => {
        log = [];
        await call();
        await expectIndexes(url, log);
      });
    }

    if (kind.name === 'SQLite') {
      it('of writing goes through an index', async () => {
        await fixture.closeAll();
        log = [];
        const location = parseDatabaseUrl(url);
        const writer = new SqliteWriter(location.dialect === 'sqlite' ? location.filename : '', onStatement);
        const newId = createUuidV7();
        const chat = { senderId: id(0), recipientId: id(1), recipientName: '', message: 'x', clientMessageId: 'one' };
        writer.commit([
          { kind: 'append', id: newId(), sentAt: 0, chat },
          { kind: 'append', id: newId(), sentAt: 0, chat: { ...chat, recipientId: id(people - 1) } },
          { kind: 'read', chatId: chatId(5), readerId: id(1) },
        ]);
        writer.deleteAccount(id(people - 2), 0);
        writer.close();
        await expectIndexes(url, log);
      });
    }
  });
}

async function fill(storage: Storage): Promise<{ ids: number[]; chatIds: string[] }> {
  const accounts = await createAccounts(storage, ...Array.from({ length: people }, (_, n) => `Person-${n}`));
  const ids = accounts.map(({ id }) => id);
  const [sender = 0, recipient = 0, ...others] = ids;
  const chats = await sendMany(storage, { senderId: sender, recipientId: recipient }, 2_000);
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

async function expectIndexes(url: string, log: readonly Statement[]): Promise<void> {
  expect(log).not.to.have.length(0);
  const statements = [...new Map(log.map((statement) => [statement.sql, statement])).values()].filter(({ sql }) =>
    /^\s*(SELECT|UPDATE|DELETE)/i.test(sql),
  );
  await withConnection(url, async (connection) => {
    for (const statement of statements) {
      expect(await scansOf(connection, statement), statement.sql).to.deep.equal([]);
    }
  });
}

/** Returns the steps of a plan that read or sort a whole table. */
async function scansOf(connection: Knex, { sql, bindings }: Statement): Promise<string[]> {
  if (connection.client.config.client === 'better-sqlite3') {
    const plan = await connection.raw<readonly { detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, [
      ...bindings,
    ] as never);
    return plan
      .map(({ detail }) => detail)
      .filter((detail) => /^SCAN (accounts|chats|conversations)\b|TEMP B-TREE|AUTOMATIC/.test(detail));
  }
  interface Step {
    readonly type: string | null;
    readonly Extra: string | null;
  }
  const { 0: plan } = await connection.raw<{ 0: readonly Step[] }>(`EXPLAIN ${sql}`, [...bindings] as never);
  return plan
    .filter(({ type, Extra }) => type === 'ALL' || type === 'index' || /filesort|temporary/.test(Extra ?? ''))
    .map((step) => JSON.stringify(step));
}
