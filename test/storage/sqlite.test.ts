import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { createStorage, openStorage } from '../../src/storage/open-storage.js';
import { lockDatabaseFile } from '../../src/storage/sqlite/file-lock.js';
import { openSqlite } from '../../src/storage/sqlite/open-sqlite.js';
import { SqliteWriter } from '../../src/storage/sqlite/sqlite-writer.js';
import { StorageThread, startStorageThread } from '../../src/storage/sqlite/storage-thread.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { codeOf, createPeople, sendMany } from './fixture.js';
import { storageSuite } from './storage-suite.js';

describe('storage on SQLite', function () {
  this.timeout(20_000);
  let folder: ReturnType<typeof temporaryFolder>;
  before(() => {
    folder = temporaryFolder();
  });
  let count = 0;
  const createDatabase = () => {
    count += 1;
    return Promise.resolve(`sqlite:${join(folder.path, 'made', 'for', `${count}.sqlite`)}`);
  };
  after(() => folder.remove());

  storageSuite({ name: 'SQLite', createDatabase });

  describe('the file', () => {
    it('is written with write-ahead logging, and is on the disk before a message is acknowledged', async () => {
      const url = await createDatabase();
      const storage = await openStorage(url);
      const { alice, bob } = await createPeople(storage);
      await sendMany(storage, { senderId: alice, recipientId: bob }, 1);
      expect(existsSync(`${url.replace('sqlite:', '')}-wal`)).to.equal(true);
      await storage.close();
      const statements: string[] = [];
      const writer = new SqliteWriter(url.replace('sqlite:', ''), (sql) => statements.push(sql));
      writer.close();
      expect(statements).to.include.members(['PRAGMA synchronous = FULL', 'PRAGMA foreign_keys = ON']);
    });

    it('cannot be read by other users of the machine', async () => {
      const url = await createDatabase();
      const storage = await openStorage(url);
      const file = url.replace('sqlite:', '');
      const modes = readdirSync(dirname(file)).map((name) => [name, statSync(join(dirname(file), name)).mode & 0o777]);
      await storage.close();
      const names = ['', '-lock', '-shm', '-wal'].map((suffix) => `${basename(file)}${suffix}`);
      expect(modes.filter(([name]) => names.includes(String(name)))).to.deep.equal(names.map((name) => [name, 0o600]));
    });

    it('stays locked after this process has tried to open it again', async () => {
      const url = await createDatabase();
      const storage = await openStorage(url);
      expect(await codeOf(openStorage(url))).to.equal('unavailable');
      const child = await openInProcess(url);
      child.kill('SIGKILL');
      await storage.close();
      expect(child.said).to.equal('unavailable');
    });

    it('is locked under every name that leads to it', async () => {
      const url = await createDatabase();
      const storage = await openStorage(url);
      const link = join(folder.path, 'link.sqlite');
      symlinkSync(url.replace('sqlite:', ''), link);
      expect(await codeOf(openStorage(`sqlite:${link}`))).to.equal('unavailable');
      await storage.close();
      await (await openStorage(`sqlite:${link}`)).close();
    });

    it('holds no message twice when the storage thread ends while it writes', async () => {
      const url = await createDatabase();
      await (await openStorage(url)).close();
      const filename = url.replace('sqlite:', '');
      let isTerminating = false;
      const startWorker = () => {
        const worker = startStorageThread(filename);
        // The thread has received the task, and may have done it, when it ends.
        if (isTerminating) worker.once('online', () => void worker.terminate());
        return worker;
      };
      const thread = new StorageThread(filename, startWorker);
      const storage = createStorage(openSqlite(filename, lockDatabaseFile(filename), { thread }));
      isTerminating = true;
      expect(await codeOf(storage.accounts.create('early', null))).to.equal('unavailable');
      isTerminating = false;
      const { alice, bob } = await createPeople(storage);
      await sendMany(storage, { senderId: alice, recipientId: bob }, 2);
      const { chats } = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 9 });
      expect(chats).to.have.length(2);
      await storage.close();
    });

    it('is locked by one process, and unlocked when that process is killed', async () => {
      const url = await createDatabase();
      const child = await openInProcess(url);
      expect(child.said).to.equal('open');
      const reason = await openStorage(url).then(
        (second) => second.close(),
        (thrown: unknown) => thrown,
      );
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(reason).to.have.property('code', 'unavailable');
      expect(reason)
        .to.have.nested.property('cause.message')
        .that.matches(/file .*\.sqlite is in use by another process/);

      const storage = await openStorage(url);
      expect(await storage.accounts.findByUsername('alice')).to.include({ username: 'alice' });
      await storage.close();
    });
  });
});

/** Opens a storage in another process, which creates alice and stays open; `said` is `open`, or the error code. */
async function openInProcess(url: string) {
  const module = pathToFileURL(join(import.meta.dirname, '../../src/storage/open-storage.ts')).href;
  const program = `
    const { openStorage } = await import(${JSON.stringify(module)});
    try {
      const storage = await openStorage(${JSON.stringify(url)});
      await storage.accounts.create('alice', null);
      setInterval(() => storage.ping(), 1000);
      console.log('open');
    } catch (thrown) {
      console.log(thrown.code);
    }`;
  // A file, because the storage thread inherits the options of Node, and `--eval` is none for a thread.
  const file = `${url.replace('sqlite:', '')}-program.mjs`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, program);
  const child = spawn(process.execPath, ['--import=./register-typescript.js', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said]: Buffer[] = await once(child.stdout, 'data');
  return Object.assign(child, { said: said?.toString().trim() });
}
