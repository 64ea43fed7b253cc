import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, statSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { compactKeys } from '../../src/storage/migrations/0005-compact-keys.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { createSqliteKnex } from '../../src/storage/sqlite/open-sqlite.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { copyReleasedFile, expectReleasedContent } from './released-database.js';

const registerTypescript = new URL('../../register-typescript.js', import.meta.url).href;
const openStorageUrl = new URL('../../src/storage/open-storage.ts', import.meta.url).href;

/** Messages of the large file, beside the messages of the fixture. */
const manyMessages = 30_000;

/** Parts of the WAL that a whole migration writes, at which the process is killed. */
const killAt = [0.1, 0.3, 0.5, 0.7, 0.9];

function inFile<Result>(filename: string, work: (file: Sqlite.Database) => Result): Result {
  const file = new Sqlite(filename);
  try {
    return work(file);
  } finally {
    file.close();
  }
}

/** Returns the names of the tables, and whether `chats` is the table of the released version. */
function readState(filename: string): { readonly tables: readonly string[]; readonly isReleased: boolean } {
  return inFile(filename, (file) => {
    const tables = file.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`);
    const columns = file.prepare<[], string>(`SELECT name FROM pragma_table_info('chats')`).pluck().all();
    return { tables: tables.pluck().all(), isReleased: columns.includes('previous_id') };
  });
}

/** Adds many messages between two new accounts to a file of the released version. */
function addMessages(filename: string): void {
  inFile(filename, (file) =>
    file.exec(`
      INSERT INTO accounts (id, username, username_key) VALUES (1000, 'many', 'many'), (1001, 'more', 'more');
      INSERT INTO conversations (low_id, high_id, unread_high, last_chat_id)
        VALUES (1000, 1001, ${manyMessages}, printf('019c0000-0000-7000-8000-%012x', ${manyMessages}));
      WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ${manyMessages})
      INSERT INTO chats (id, low_id, high_id, sender_id, message, sent_at, client_message_id, previous_id)
        SELECT printf('019c0000-0000-7000-8000-%012x', number), 1000, 1001, 1000, 'message ' || number, number,
          CAST('key ' || number AS BLOB), iif(number = 1, '', printf('019c0000-0000-7000-8000-%012x', number - 1))
        FROM numbers`),
  );
}

/** Opens a file in a process of its own, which is killed when the WAL has a size in bytes. Returns the last size seen. */
async function openAndKill(filename: string, walBytes: number): Promise<number> {
  const program = `const { openStorage } = await import(${JSON.stringify(openStorageUrl)});
    await openStorage(process.argv[1]);
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(
    process.execPath,
    [`--import=${registerTypescript}`, '--input-type=module', '-e', program, `sqlite:${filename}`],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const wal = `${filename}-wal`;
  let size = 0;
  const watcher = watch(dirname(filename), () => {
    if (existsSync(wal)) size = Math.max(size, statSync(wal).size);
    if (size >= walBytes) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  watcher.close();
  expect(signal).to.equal('SIGKILL');
  return size;
}

describe('a migration on SQLite', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  after(() => folder.remove());

  /** Each file has a folder of its own, so that the folder's changes are of this file. */
  const pathOf = (name: string) => {
    const filename = join(folder.path, name, 'messenger.sqlite');
    mkdirSync(dirname(filename));
    return filename;
  };
  const createReleased = (name: string) => {
    const filename = pathOf(name);
    copyReleasedFile(filename);
    return filename;
  };
  const expectEverything = async (filename: string) => {
    const storage = await openStorage(`sqlite:${filename}`);
    await expectReleasedContent(storage);
    await storage.close();
  };

  it('is undone when the record of the migration cannot be written', async () => {
    const filename = createReleased('record');
    const before = readState(filename);
    inFile(filename, (file) =>
      file.exec(`CREATE TRIGGER refuse BEFORE INSERT ON knex_migrations WHEN NEW.name LIKE '0005%'
        BEGIN SELECT RAISE(ABORT, 'refused by the test'); END`),
    );
    const failure = await openStorage(`sqlite:${filename}`).then(
      () => 'no failure',
      (thrown) => String(thrown),
    );
    expect(failure).to.include('refused by the test');
    expect(readState(filename)).to.deep.equal(before);
    inFile(filename, (file) => file.exec('DROP TRIGGER refuse'));
    await expectEverything(filename);
  });

  it('is undone when any statement fails', async () => {
    let isComplete = false;
    for (let count = 0; !isComplete; count += 1) {
      const filename = createReleased(`statement-${count}`);
      const before = readState(filename);
      const knex = createSqliteKnex(filename, { isReadonly: false });
      let executed = 0;
      // knex emits `query` before it executes a statement.
      knex.on('query', () => {
        if (executed === count) throw new Error('failed by the test');
        executed += 1;
      });
      try {
        await knex.transaction((transaction) => compactKeys(transaction, 'sqlite'));
        isComplete = true;
      } catch (thrown) {
        expect(String(thrown)).to.include('failed by the test');
      } finally {
        await knex.destroy();
      }
      expect(readState(filename).isReleased).to.equal(before.isReleased && !isComplete);
      if (!isComplete) expect(readState(filename)).to.deep.equal(before);
      await expectEverything(filename);
    }
  });

  it('is undone when the process is killed, and the next process migrates everything', async () => {
    const original = createReleased('large');
    addMessages(original);
    const copy = (name: string) => {
      const filename = pathOf(name);
      copyFileSync(original, filename);
      return filename;
    };
    const whole = copy('whole');
    const walBytes = await openAndKill(whole, Number.POSITIVE_INFINITY);
    expect(readState(whole).isReleased).to.equal(false);
    let undone = 0;
    for (const part of killAt) {
      const filename = copy(`part-${part}`);
      await openAndKill(filename, walBytes * part);
      // A busy machine may kill the process only after its commit.
      if (readState(filename).isReleased) undone += 1;
      await expectEverything(filename);
      const count = inFile(filename, (file) => file.prepare('SELECT COUNT(*) FROM chats').pluck().get());
      expect(count).to.equal(manyMessages + 304);
    }
    expect(undone).to.be.at.least(1);
  });
});
