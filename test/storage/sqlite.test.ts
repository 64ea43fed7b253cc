import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { connect } from '../../src/storage/connect.js';
import { openStorage } from '../../src/storage/open-storage.js';
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
    const pragmas = {
      synchronous: { synchronous: 2 },
      journal_mode: { journal_mode: 'wal' },
      foreign_keys: { foreign_keys: 1 },
    };
    for (const [pragma, value] of Object.entries(pragmas)) {
      it(`is opened with ${JSON.stringify(value)}`, async () => {
        const database = connect(await createDatabase());
        const rows = await database.select(`PRAGMA ${pragma}`);
        await database.close();
        expect(rows).to.deep.equal([value]);
      });
    }

    it('is written by its thread with the same', async () => {
      const database = connect(await createDatabase());
      await database.run('CREATE TABLE seen (pragma TEXT, value)', []);
      const { direct } = database;
      if (direct.dialect !== 'sqlite') throw new TypeError('Not of SQLite.');
      const writes = Object.keys(pragmas).map((pragma) => ({
        sql: `INSERT INTO seen SELECT ?, * FROM pragma_${pragma}`,
        width: 1,
        values: [pragma],
      }));
      await direct.writeInThread(writes);
      const seen = await database.select<{ pragma: string; value: unknown }>('SELECT * FROM seen');
      await database.close();
      expect(Object.fromEntries(seen.map(({ pragma, value }) => [pragma, { [pragma]: value }]))).to.deep.equal(pragmas);
    });

    it('is readable for nobody else on the machine', async () => {
      const url = await createDatabase();
      const storage = await openStorage(url);
      const file = url.replace('sqlite:', '');
      const modes = readdirSync(dirname(file)).map((name) => [name, statSync(join(dirname(file), name)).mode & 0o777]);
      await storage.close();
      const names = ['', '-lock', '-shm', '-wal'].map((suffix) => `${basename(file)}${suffix}`);
      expect(modes.filter(([name]) => names.includes(String(name)))).to.deep.equal(names.map((name) => [name, 0o600]));
    });

    it('is held also after this process has tried to open it again', async () => {
      const url = await createDatabase();
      const storage = await openStorage(url);
      expect(await codeOf(openStorage(url))).to.equal('unavailable');
      const child = await openInProcess(url);
      child.kill('SIGKILL');
      await storage.close();
      expect(child.said).to.equal('unavailable');
    });

    it('is held by whichever way it is found', async () => {
      const url = await createDatabase();
      const storage = await openStorage(url);
      const link = join(folder.path, 'link.sqlite');
      symlinkSync(url.replace('sqlite:', ''), link);
      expect(await codeOf(openStorage(`sqlite:${link}`))).to.equal('unavailable');
      await storage.close();
      await (await openStorage(`sqlite:${link}`)).close();
    });

    it('has no message twice when the thread ends while it writes', async () => {
      const storage = await openStorage(await createDatabase());
      const { alice, bob } = await createPeople(storage);
      const sendTwo = () => sendMany(storage, { senderId: alice, recipientId: bob }, 2);
      const stop = endThreadAtNextWrite();
      expect(await codeOf(sendTwo())).to.equal('unavailable');
      stop();
      const { chats } = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 9 });
      expect(chats.length).to.be.oneOf([0, 2]);
      await sendTwo();
      const after = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 9 });
      expect(after.chats.length).to.equal(chats.length + 2);
      await storage.close();
    });

    it('is held by one process, and let go when that is killed', async () => {
      const url = await createDatabase();
      const child = await openInProcess(url);
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

/** Opens a storage in a process of its own, where it creates alice and stays open, and says so, or why it cannot. */
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
  const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said]: Buffer[] = await once(child.stdout, 'data');
  return Object.assign(child, { said: said?.toString().trim() });
}

/** The thread is ended when it has been given something to write, which it may have done by then. Answers how to stop that. */
function endThreadAtNextWrite(): () => void {
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, ...args) {
    postMessage.apply(this, args);
    void this.terminate();
  };
  return () => {
    Worker.prototype.postMessage = postMessage;
  };
}
