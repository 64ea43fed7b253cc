import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import type { NewChat, Storage } from '../../src/messenger/ports.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { useMysqlServer } from '../support/mariadb.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import {
  append,
  copyReleasedFile,
  expectReleasedContent,
  loadReleasedDump,
  longestConversation,
  released,
  withConnection,
} from './released-database.js';

/** The tables of a database, and the tables that each of its foreign keys leads from and to. */
interface Schema {
  readonly tables: readonly string[];
  readonly foreignKeys: readonly string[];
}

/** A kind of database that a released version wrote. */
interface ReleasedDatabase {
  /** Creates a database with the content of the fixture. Returns its URL. */
  create(): Promise<string>;
  readSchema(url: string): Promise<Schema>;
}

const expectedForeignKeys = ['chats → conversations', 'conversations → accounts', 'conversations → accounts'];

function keepsReleasedDatabase({ create, readSchema }: ReleasedDatabase): void {
  let url: string;
  let storage: Storage;
  beforeEach(async () => {
    url = await create();
    storage = await openStorage(url);
  });
  afterEach(() => storage.close());

  it('keeps every account, message and unread count, also when it is opened again', async () => {
    await expectReleasedContent(storage);
    await storage.close();
    storage = await openStorage(url);
    await expectReleasedContent(storage);
  });

  it('keeps the order of messages over pages in both directions', async () => {
    const { accountId, otherId, chats } = longestConversation();
    const ids = chats.map(({ id }) => id);
    const paged: string[] = [];
    for (let hasMore = true; hasMore; ) {
      const before = paged.at(-1);
      const page = await storage.chats.findPage({ accountId, otherId, limit: 7, ...(before && { before }) });
      paged.push(...page.chats.map(({ id }) => id));
      ({ hasMore } = page);
    }
    expect(paged).to.deep.equal(ids);
    const [after = ''] = ids.slice(30);
    const newest = await storage.chats.findPage({ accountId, otherId, limit: 100, after });
    expect(newest.chats.map(({ id }) => id)).to.deep.equal(ids.slice(0, 30));
  });

  it('stores no message again that was sent under the same idempotency key', async () => {
    const repeated = await Promise.all(released.keys.map(({ chat }) => append(storage, chat)));
    expect(repeated.map(({ isDuplicate, chat }) => [isDuplicate, chat.id])).to.deep.equal(
      released.keys.map(({ chatId }) => [true, chatId]),
    );
    await expectReleasedContent(storage);
  });

  it('gives new messages greater ids, and goes on with the unread count', async () => {
    for (const { accountId, otherId, unread, chats } of released.conversations.filter(
      ({ chats }) => chats.length > 0,
    )) {
      if (released.accounts.some(({ id, isDeleted }) => isDeleted && [accountId, otherId].includes(id))) continue;
      const recipient = released.accounts.find(({ id }) => id === accountId);
      const message: NewChat = {
        senderId: otherId,
        recipientId: accountId,
        recipientName: String(recipient?.username),
        message: 'after the migration',
      };
      const sent = [await append(storage, message), await append(storage, message)];
      const page = await storage.chats.findPage({ accountId, otherId, limit: 3 });
      expect(page.chats.map(({ id }) => id)).to.deep.equal([sent[1]?.chat.id, sent[0]?.chat.id, chats[0]?.id]);
      expect(await storage.chats.countUnread(accountId, otherId)).to.equal(unread + 2);
    }
  });

  it('removes the old tables and creates foreign keys', async () => {
    const { tables, foreignKeys } = await readSchema(url);
    expect(tables.filter((name) => !name.startsWith('knex_'))).to.have.members(['accounts', 'chats', 'conversations']);
    expect(foreignKeys).to.have.members(expectedForeignKeys);
  });
}

describe('migration from the released version on SQLite', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  after(() => folder.remove());
  let count = 0;
  keepsReleasedDatabase({
    create: () => {
      count += 1;
      const filename = join(folder.path, `${count}.sqlite`);
      copyReleasedFile(filename);
      return Promise.resolve(`sqlite:${filename}`);
    },
    readSchema: (url) => {
      const file = new Sqlite(url.replace('sqlite:', ''));
      try {
        const tables = file.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'
          AND name NOT LIKE 'sqlite_%'`);
        const foreignKeys = file.prepare<[], string>(`SELECT tables.name || ' → ' || keys."table"
          FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys`);
        expect(file.pragma('foreign_key_check')).to.deep.equal([]);
        return Promise.resolve({ tables: tables.pluck().all(), foreignKeys: foreignKeys.pluck().all() });
      } finally {
        file.close();
      }
    },
  });
});

describe('migration from the released version on MySQL', function () {
  this.timeout(60_000);
  const createDatabase = useMysqlServer();
  keepsReleasedDatabase({
    create: async () => {
      const url = await createDatabase();
      await loadReleasedDump(url);
      return url;
    },
    readSchema: (url) =>
      withConnection(url, async (connection) => {
        const [tables] = await connection.query({ sql: 'SHOW TABLES', rowsAsArray: true });
        const [foreignKeys] = await connection.query({
          sql: `SELECT CONCAT(TABLE_NAME, ' → ', REFERENCED_TABLE_NAME) FROM information_schema.REFERENTIAL_CONSTRAINTS
            WHERE CONSTRAINT_SCHEMA = DATABASE()`,
          rowsAsArray: true,
        });
        return { tables: (tables as string[][]).flat(), foreignKeys: (foreignKeys as string[][]).flat() };
      }),
  });
});
