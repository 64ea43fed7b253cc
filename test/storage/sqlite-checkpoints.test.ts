import { readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { connect } from '../../src/storage/connect.js';
import { SqliteCheckpoints } from '../../src/storage/sqlite-checkpoints.js';
import type { SqliteFile } from '../../src/storage/sqlite-file.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('the WAL of an SQLite file', function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let filename: string;
  beforeEach(() => {
    folder = temporaryFolder();
    filename = join(folder.path, 'a.sqlite');
  });
  afterEach(() => folder.remove());

  const megabyte = 1024 * 1024;
  const insert = (count: number) => ({
    sql: 'INSERT INTO words VALUES (?)',
    width: 1,
    values: Array.from({ length: count }, () => 'x'.repeat(megabyte / 4)),
  });
  const open = async () => {
    const database = connect(`sqlite:${filename}`);
    await database.run('CREATE TABLE IF NOT EXISTS words (word TEXT)', []);
    return { database, file: database.direct as SqliteFile };
  };
  /** Each writes four megabytes. */
  const ways: Record<string, (file: SqliteFile) => Promise<void>> = {
    'its thread': (file) => file.writeInThread([insert(16)]),
    'this thread': async (file) => {
      for (let n = 0; n < 4; n += 1) {
        file.write([insert(4)]);
        await new Promise(setImmediate);
      }
    },
  };

  for (const [way, writeSome] of Object.entries(ways)) {
    it(`is copied while ${way} writes, and begins anew`, async () => {
      const { database, file } = await open();
      let longest = 0;
      for (let n = 0; n < 40; n += 1) {
        const start = performance.now();
        await writeSome(file);
        // What a disk takes in that time, it takes while more is written.
        await setTimeout(40 + 3 * (performance.now() - start));
        longest = Math.max(longest, statSync(`${filename}-wal`).size);
      }
      const [count] = await database.select('SELECT COUNT(*) AS words FROM words');
      await database.close();
      expect(count).to.deep.equal({ words: 640 });
      // 8,000 pages of 4 kB, and what was written while they were copied; SQLite by itself would begin with 16,000.
      expect(longest).to.be.within(30 * megabyte, 56 * megabyte);
    });
  }

  it('loses nothing when the file is closed while it is copied', async () => {
    const { database, file } = await open();
    for (let n = 0; n < 9; n += 1) await file.writeInThread([insert(16)]);
    await database.close();
    const again = await open();
    const [count] = await again.database.select('SELECT COUNT(*) AS words FROM words');
    await again.database.close();
    expect(count).to.deep.equal({ words: 144 });
    expect(readdirSync(folder.path)).to.have.members(['a.sqlite', 'a.sqlite-lock']);
  });

  it('leaves no descriptor open when the file is closed', async function () {
    // Elsewhere a process does not see its descriptors as files.
    if (process.platform !== 'linux') this.skip();
    const { database, file } = await open();
    const descriptors = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(filename);
        } catch {
          return false;
        }
      }).length;
    for (let n = 0; n < 12; n += 1) await file.writeInThread([insert(16)]);
    expect(descriptors()).to.be.above(0);
    await database.close();
    expect(descriptors()).to.equal(0);
  });
});

describe('checkpoints', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let pages: number;
  /** How many pages there were when they were to be copied, in the order of asking. */
  let copied: number[];
  let copy: () => Promise<void>;
  let checkpoints: SqliteCheckpoints;
  beforeEach(() => {
    folder = temporaryFolder();
    const filename = join(folder.path, 'file');
    writeFileSync(filename, '');
    copied = [];
    copy = () => Promise.resolve();
    const copier = {
      checkpoint: () => {
        copied.push(pages);
        return copy();
      },
    };
    checkpoints = new SqliteCheckpoints(filename, copier, () => pages);
  });
  afterEach(async () => {
    await checkpoints.close();
    checkpoints.release();
    folder.remove();
  });

  /** Writes until what is left is to be finished, at most so often, and answers how often. */
  async function writesUntilFinished(most = 5_000): Promise<number | undefined> {
    let isFinished = false;
    for (let writes = 1; writes <= most; writes += 1) {
      checkpoints.finish(() => {
        isFinished = true;
      });
      if (isFinished) return writes;
      checkpoints.begin();
      await setTimeout(1);
    }
    return undefined;
  }

  it('are not begun for a few pages', async () => {
    pages = 7_999;
    expect(await writesUntilFinished(20)).to.equal(undefined);
    expect(copied).to.deep.equal([]);
  });

  it('copy in rounds, until the next to write need wait for few pages only', async () => {
    pages = 8_000;
    copy = async () => {
      pages /= 10;
    };
    expect(await writesUntilFinished()).to.be.above(1);
    expect(copied).to.deep.equal([8_000, 800]);
  });

  it('are finished once', async () => {
    pages = 8_000;
    copy = async () => {
      pages = 0;
    };
    await writesUntilFinished();
    expect(await writesUntilFinished(20)).to.equal(undefined);
  });

  it('do not go on for ever where more is written than can be copied', async () => {
    pages = 8_000;
    await writesUntilFinished();
    expect(copied).to.deep.equal(Array(4).fill(8_000));
  });

  it('are begun one after the other', async () => {
    pages = 8_000;
    let end = () => {};
    copy = () =>
      new Promise((resolve) => {
        end = resolve;
      });
    expect(await writesUntilFinished(20)).to.equal(undefined);
    expect(copied).to.deep.equal([8_000]);
    pages = 0;
    end();
    await writesUntilFinished();
    expect(copied).to.deep.equal([8_000]);
  });

  it('are tried again after one that failed, of which who writes hears nothing', async () => {
    pages = 8_000;
    copy = () => Promise.reject(new Error('The disk is full.'));
    expect(await writesUntilFinished(20)).to.equal(undefined);
    copy = async () => {
      pages = 0;
    };
    await writesUntilFinished();
    expect(copied.length).to.be.above(2);
    for (const fail of [() => Promise.reject(new Error('Not this.')), raise]) {
      pages = 8_000;
      await writesUntilFinished(3);
      pages = 0;
      checkpoints.finish(fail);
    }
  });

  it('are not begun where the pages cannot be counted, of which who writes hears nothing', async () => {
    const uncounted = new SqliteCheckpoints('nowhere', { checkpoint: raise }, raise);
    uncounted.begin();
    await uncounted.close();
  });

  it('end with the round that has begun, and begin no more, when they are closed', async () => {
    pages = 8_000;
    checkpoints.begin();
    await checkpoints.close();
    checkpoints.begin();
    await checkpoints.close();
    expect(copied).to.deep.equal([8_000]);
  });
});

function raise(): never {
  throw new Error('The disk is gone.');
}
