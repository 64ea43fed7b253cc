import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'chai';
import { SqliteThread } from '../../src/storage/sqlite-thread.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { codeOf } from './fixture.js';

describe('the thread that writes to SQLite', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let filename: string;
  let thread: SqliteThread;
  beforeEach(() => {
    folder = temporaryFolder();
    filename = join(folder.path, 'a.sqlite');
    thread = new SqliteThread(filename, ['journal_mode = WAL']);
  });
  afterEach(async () => {
    await thread.close();
    folder.remove();
  });

  const create = { sql: 'CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY, count)', width: 1, values: [] };
  const insert = (...values: (string | number | null)[]) => ({
    sql: 'INSERT INTO words VALUES (?, ?)',
    width: 2,
    values,
  });
  function createTable(): void {
    const connection = new Sqlite(filename);
    connection.exec(create.sql);
    connection.close();
  }
  function words(): unknown[] {
    const connection = new Sqlite(filename);
    const rows = connection.prepare('SELECT * FROM words').raw().all();
    connection.close();
    return rows;
  }

  it('runs a statement for each row of what it binds', async () => {
    createTable();
    await thread.write([insert('a', 1, 'b', null), { sql: 'UPDATE words SET count = ?', width: 1, values: [5, 6] }]);
    expect(words()).to.deep.equal([
      ['a', 6],
      ['b', 6],
    ]);
  });

  it('says what SQLite refuses, of which nothing is written, and goes on', async () => {
    createTable();
    const refused = thread.write([insert('a', 1), insert('b', 1, 'a', 2)]);
    expect(await codeOf(refused)).to.equal('SQLITE_CONSTRAINT_PRIMARYKEY');
    expect(words()).to.deep.equal([]);
    await thread.write([insert('a', 1)]);
    expect(words()).to.deep.equal([['a', 1]]);
  });

  it('says so when it cannot open the file, and tries again', async () => {
    expect(await codeOf(thread.write([insert('a', 1)]))).to.equal('SQLITE_CANTOPEN');
    createTable();
    await thread.write([insert('a', 1)]);
    expect(words()).to.deep.equal([['a', 1]]);
  });

  it('says so when the file is no database', async () => {
    writeFileSync(filename, 'no database '.repeat(1000));
    expect(await codeOf(thread.write([insert('a', 1)]))).to.equal('SQLITE_NOTADB');
  });

  it('does one thing after the other, and answers each', async () => {
    createTable();
    const answers = await Promise.all([
      thread.write([insert('a', 1)]).then(() => 'written'),
      thread.checkpoint().then(() => 'copied'),
      codeOf(thread.write([insert('a', 2)])),
      thread.write([insert('b', 1)]).then(() => 'written'),
    ]);
    expect(answers).to.deep.equal(['written', 'copied', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'written']);
    expect(words()).to.deep.equal([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('is told nothing that cannot be told, and answers the next', async () => {
    createTable();
    await thread.write([insert('a', 1)]);
    const unfit = { ...insert('b', 1), width: Symbol('two') as unknown as number };
    expect(await codeOf(thread.write([unfit]))).to.equal(25);
    await thread.write([insert('c', 1)]);
    expect(await codeOf(thread.write([insert('c', 2)]))).to.equal('SQLITE_CONSTRAINT_PRIMARYKEY');
  });

  it('writes what it was given before it is closed, and nothing after', async () => {
    createTable();
    await Promise.all([thread.write([insert('a', 1)]), thread.close()]);
    expect(words()).to.deep.equal([['a', 1]]);
    expect(await codeOf(thread.write([insert('b', 1)]))).to.equal('unavailable');
  });

  it('ends although it was never needed', () => thread.close());
});
