import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Client } from '../support/client.js';
import { MainProcess } from '../support/main-process.js';
import type { TestUser } from '../support/server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const source = fileURLToPath(new URL('../support/slow-fsync.c', import.meta.url));
const compiler = process.env['CC'] ?? 'cc';

/** The time that each fsync takes at least, in ms. See slow-fsync.c. */
const fsyncMs = 200;
const maxPingMs = 50;
const pingEveryMs = 20;
/** How many pings in a row the 99th percentile is of. */
const windowSize = 200;
/** How long the pings go on when no window of them is fast enough. */
const patienceMs = 80_000;

/** A checkpoint starts when the WAL has 4,000 pages of 4 kB. */
const almostFullWalBytes = 15_500_000;

/** A `fetch-users` and its acknowledgement. */
interface Ping {
  readonly durationMs: number;
  /** The size of the database file after it. The file grows when a checkpoint copies the WAL to it, and at no other time. */
  readonly databaseBytes: number;
}

async function durationOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function windowsOf(pings: readonly Ping[]): Ping[][] {
  return Array.from({ length: pings.length - windowSize + 1 }, (_, start) => pings.slice(start, start + windowSize));
}

function p99(pings: readonly Ping[]): number {
  const sorted = pings.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
}

describe('SQLite on a slow disk', function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  let main: MainProcess | undefined;
  let alice: Client;
  let bob: Client;
  /** Receives the messages, and is not connected: the clients have nothing else to do than to send and to ping. */
  let carol: TestUser;

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
    carol = await main.register('carol');
  });

  after(async () => {
    main?.signal('SIGKILL');
    await main?.exited();
    folder.remove();
  });

  async function ping(): Promise<Ping> {
    const durationMs = await durationOf(() => bob.ask('fetch-users', { limit: 1 }));
    return { durationMs, databaseBytes: statSync(join(folder.path, 'messenger.sqlite')).size };
  }

  /**
   * Pings at regular times while messages are written. Returns the lowest 99th percentile of any 200 pings in a row that
   * `counts` accepts, because other processes of the machine delay single pings. While a server waits for its disk, most
   * pings are slow, and no such window is fast. Ends with the first window that is fast enough.
   */
  async function pingWhile(
    write: () => Promise<unknown>,
    counts: (pings: readonly Ping[]) => boolean = () => true,
  ): Promise<number> {
    const end = performance.now() + patienceMs;
    let best = Number.POSITIVE_INFINITY;
    const isPinging = () => best >= maxPingMs && performance.now() < end;
    const writeAll = async () => {
      while (isPinging()) await write();
    };
    const pings: Ping[] = [];
    const pingAll = async () => {
      while (isPinging()) {
        // No ping waits for the one before: when the server stops, every ping of that time is slow.
        const round = Array.from({ length: windowSize }, (_, index) => delay(index * pingEveryMs).then(ping));
        pings.push(...(await Promise.all(round)));
        best = Math.min(...windowsOf(pings).filter(counts).map(p99));
      }
    };
    await Promise.all([writeAll(), pingAll()]);
    return best;
  }

  it('acknowledges a message no earlier than its fsync', async () => {
    expect(await durationOf(() => alice.say(carol))).to.be.at.least(fsyncMs);
  });

  it('answers fetch-users within 50 ms while messages are written one at a time', async () => {
    expect(await pingWhile(() => alice.say(carol))).to.be.below(maxPingMs);
  });

  it('answers fetch-users within 50 ms while batches of messages are written and the WAL is checkpointed', async () => {
    const sendAll = (length: number) =>
      Promise.all(Array.from({ length: 50 }, (_, index) => alice.say(carol, `message ${index}`.padEnd(length))));
    // Large messages fill the WAL first, because large messages would cost the clients too much time during the pings.
    while (statSync(join(folder.path, 'messenger.sqlite-wal')).size < almostFullWalBytes) await sendAll(8_000);
    const hasCheckpoint = (pings: readonly Ping[]) =>
      Number(pings.at(-1)?.databaseBytes) > Number(pings[0]?.databaseBytes);
    expect(await pingWhile(() => sendAll(100), hasCheckpoint)).to.be.below(maxPingMs);
  });
});

function leaveOutWithoutCompiler(context: Mocha.Context): never {
  const reason = `left out: no C compiler. Install one, or set CC to its name; \`${compiler}\` was not found.`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`    ${reason}\n`);
  context.skip();
}
