import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Client } from '../support/client.js';
import { MainProcess } from '../support/main-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const source = fileURLToPath(new URL('../support/slow-fsync.c', import.meta.url));
const compiler = process.env['CC'] ?? 'cc';

/** The time that each fsync takes at least, in ms. See slow-fsync.c. */
const fsyncMs = 200;
const maxPingMs = 50;
const pingEveryMs = 20;
const pingCount = 250;
const maxRounds = 6;

/** Sends a `fetch-users` at regular times, whether or not the one before was acknowledged. Returns each duration in ms. */
async function ping(client: Client): Promise<number[]> {
  const pings: Promise<number>[] = [];
  while (pings.length < pingCount) {
    pings.push(durationOf(() => client.ask('fetch-users', { limit: 1 })));
    await delay(pingEveryMs);
  }
  return Promise.all(pings);
}

async function durationOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

describe('SQLite on a slow disk', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let main: MainProcess | undefined;
  let alice: Client;
  let bob: Client;

  before(async function () {
    const library = join(folder.path, 'slow-fsync.so');
    try {
      await promisify(execFile)(compiler, ['-shared', '-fPIC', '-O2', '-o', library, source]);
    } catch (thrown) {
      if (Object(thrown).code !== 'ENOENT') throw thrown;
      leaveOutWithoutCompiler(this);
    }
    main = new MainProcess({ DATA_DIR: folder.path, LIMIT_SENDS: 'off', LD_PRELOAD: library });
    alice = await main.connect(await main.register('alice'));
    bob = await main.connect(await main.register('bob'));
  });

  after(async () => {
    main?.signal('SIGKILL');
    await main?.exited();
    folder.remove();
  });

  /**
   * Pings while messages are written, and returns the 99th percentile of a round of pings. Takes the best of a few rounds,
   * because other processes of the machine delay single pings; a server that waits for its disk fails in every round.
   */
  async function pingWhile(write: () => Promise<unknown>): Promise<number> {
    let isPinging = true;
    const writing = (async () => {
      while (isPinging) await write();
    })();
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < maxRounds && best >= maxPingMs; round += 1) {
      best = Math.min(best, percentile(await ping(bob), 0.99));
    }
    isPinging = false;
    await writing;
    return best;
  }

  it('acknowledges a message no earlier than its fsync', async () => {
    expect(await durationOf(() => alice.say({ username: 'bob' }))).to.be.at.least(fsyncMs);
  });

  it('answers fetch-users within 50 ms while messages are written one at a time', async () => {
    expect(await pingWhile(() => alice.say({ username: 'bob' }))).to.be.below(maxPingMs);
  });

  it('answers fetch-users within 50 ms while messages are written in batches', async () => {
    const texts = Array.from({ length: 50 }, (_, index) => `message ${index}`);
    const sendAll = () => Promise.all(texts.map((text) => alice.say({ username: 'bob' }, text)));
    expect(await pingWhile(sendAll)).to.be.below(maxPingMs);
  });
});

function leaveOutWithoutCompiler(context: Mocha.Context): never {
  const reason = `left out: no C compiler. Install one, or set CC to its name; \`${compiler}\` was not found.`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`    ${reason}\n`);
  context.skip();
}
