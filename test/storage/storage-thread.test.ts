import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { openStorage } from '../../src/storage/open-storage.js';
import { StorageThread } from '../../src/storage/sqlite/storage-thread.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { codeOf } from './fixture.js';

describe('the storage thread of SQLite', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let filename: string;
  let thread: StorageThread;
  beforeEach(() => {
    folder = temporaryFolder();
    filename = join(folder.path, 'a.sqlite');
    thread = new StorageThread(filename);
  });
  afterEach(async () => {
    await thread.close();
    folder.remove();
  });
  const createDatabase = async () => (await openStorage(`sqlite:${filename}`)).close();
  const account = (name: string) => ({ username: name, username_key: name, password_hash: null });

  it('answers each task, in the order of the calls', async () => {
    await createDatabase();
    const answers = await Promise.all([
      thread.insertAccount(account('a')),
      codeOf(thread.insertAccount(account('a'))),
      thread.insertAccount(account('b')),
      thread.deleteAccount(1, 0),
      thread.deleteAccount(1, 0),
    ]);
    expect(answers).to.deep.equal([1, 'SQLITE_CONSTRAINT_UNIQUE', 2, true, false]);
  });

  it('rejects with unavailable when it cannot open the file, and tries again with the next task', async () => {
    expect(await codeOf(thread.insertAccount(account('a')))).to.equal('unavailable');
    await createDatabase();
    expect(await thread.insertAccount(account('a'))).to.equal(1);
  });

  it('rejects with unavailable when the file is not a database', async () => {
    writeFileSync(filename, 'no database '.repeat(1_000));
    expect(await codeOf(thread.insertAccount(account('a')))).to.equal('unavailable');
  });

  it('finishes its tasks before it closes, and refuses later ones', async () => {
    await createDatabase();
    const [id] = await Promise.all([thread.insertAccount(account('a')), thread.close()]);
    expect(id).to.equal(1);
    expect(await codeOf(thread.insertAccount(account('b')))).to.equal('unavailable');
  });

  it('closes although it never had a task', () => thread.close());
});
