import { expect } from 'chai';
import { pino } from 'pino';
import { createClient } from 'redis';
import { type Cluster, openCluster } from '../../src/cluster/open-cluster.js';
import type { Notice } from '../../src/messenger/notice.js';
import { RedisProcess } from '../support/redis.js';
import { CutLine } from './cut-line.js';
import { within } from './within.js';

describe('the processes of a cluster', () => {
  let redis: RedisProcess;
  const opened: Cluster[] = [];
  before(async function () {
    redis = await RedisProcess.create(this);
  });
  afterEach(async () => {
    for (const cluster of opened.splice(0)) await cluster.close();
  });
  after(() => redis?.kill());

  it('take over from one that gives no sign of life, which registers anew when it turns out to live', async () => {
    // It beats more seldom than it has to.
    const late = await open({ intervalMs: 1_500, deadAfterMs: 200 });
    const watcher = await open({ intervalMs: 50, deadAfterMs: 300 });
    await late.cluster.presence.add(1);
    await watcher.heard('user-online 1');
    await watcher.heard('user-offline 1');
    await watcher.heard('user-online 1');
    expect([...(await watcher.cluster.presence.online([1]))]).to.deep.equal([1]);
    // From here on it is not on time again either, which is told like everything else, in pairs.
    expect(watcher.events.slice(0, 3)).to.deep.equal(['user-online 1', 'user-offline 1', 'user-online 1']);
  });

  it('do not take over from one another after an outage', async () => {
    const timing = { intervalMs: 200, deadAfterMs: 1_000 };
    const [one, other] = [await open(timing), await open(timing)];
    await one.cluster.presence.add(2);
    await other.heard('user-online 2');
    redis.pause();
    // It gives up waiting for an answer after longer than a process may be silent.
    await one.cluster.ping().catch(() => redis.resume());
    await one.cluster.presence.add(3);
    await other.heard('user-online 3');
    // One that is really silent is taken over, as the others would be by then.
    const silent = await open({ intervalMs: 60_000, deadAfterMs: 500 });
    await silent.cluster.presence.add(4);
    await other.heard('user-offline 4');
    expect(other.events).to.deep.equal(['user-online 2', 'user-online 3', 'user-online 4', 'user-offline 4']);
  });

  it('do not bury those who could not reach Redis any more than they could', async () => {
    const timing = { intervalMs: 100, deadAfterMs: 1_000 };
    const [line, otherLine] = [await CutLine.to(redis.port), await CutLine.to(redis.port)];
    const [one, other] = [await open(timing, line.url), await open(timing, otherLine.url)];
    await other.cluster.presence.add(7);
    await one.heard('user-online 7');
    line.cut();
    otherLine.cut();
    await allOverdue();
    await line.mend();
    await reachable(one.cluster);
    await one.cluster.presence.add(8);
    await otherLine.mend();
    await other.heard('user-online 8');
    expect(other.events).to.deep.equal(['user-online 7', 'user-online 8']);
  });

  it('make new connections when the network swallows what goes over those they have', async () => {
    const line = await CutLine.to(redis.port);
    const [one, other] = [await open(undefined, line.url), await open()];
    line.swallow();
    await reachable(one.cluster);
    await other.cluster.presence.add(10);
    await one.heard('user-online 10');
  });

  it('have somebody come and go in that order, even when it takes long to find out who came', async () => {
    const watcher = await open();
    let lookups = 0;
    const usernameOf = async (id: number) => {
      lookups += 1;
      if (lookups === 1) for (let round = 0; round < 5; round += 1) await watcher.cluster.ping();
      return `user-${id}`;
    };
    const cluster = await openCluster(redis.url, { usernameOf, logger: pino({ level: 'silent' }) });
    opened.push(cluster);
    const coming = cluster.presence.add(9);
    await watcher.cluster.ping();
    await Promise.all([coming, cluster.presence.remove(9)]);
    await watcher.heard('user-offline 9');
    expect(watcher.events).to.deep.equal(['user-online 9', 'user-offline 9']);
  });

  it('know of any number of accounts who is online', async () => {
    const [one, other] = [await open(), await open()];
    const ids = Array.from({ length: 3_500 }, (_, index) => 10_000 + index);
    const some = ids.filter((id) => id % 7 === 0);
    await Promise.all(some.map((id) => other.cluster.presence.add(id)));
    expect([...(await one.cluster.presence.online(ids))]).to.deep.equal(some);
    expect([...(await one.cluster.presence.online([]))]).to.deep.equal([]);
    opened.splice(opened.indexOf(other.cluster), 1);
    await other.cluster.close();
    expect([...(await one.cluster.presence.online(ids))]).to.deep.equal([]);
  });

  it('know who is online still, when Redis was started anew with nothing in it', async () => {
    const [one, other] = [await open(), await open()];
    await one.cluster.presence.add(4);
    await one.cluster.presence.add(5);
    await other.heard('user-online 5');
    await redis.kill();
    await one.cluster.presence.remove(4);
    await redis.start();
    await other.heard('user-offline 4');
    expect([...(await other.cluster.presence.online([4, 5]))]).to.deep.equal([5]);
  });

  it('hear one another, when a Redis that was started anew counts its events from an earlier time', async () => {
    const client = createClient({ url: redis.url });
    client.on('error', () => client.destroy());
    await client.connect();
    await client.xAdd('messenger:events', `${Date.now() + 86_400_000}-0`, { from: 'a clock that is ahead' });
    const [one, other] = [await open(), await open()];
    await redis.kill();
    await redis.start();
    await one.cluster.presence.add(6);
    await other.heard('user-online 6');
  });

  /** Resolves when every process is late with its sign of life. */
  async function allOverdue(): Promise<void> {
    const client = createClient({ url: redis.url });
    await client.connect();
    const isOverdue = async () => {
      const [seconds, microseconds] = await client.sendCommand<[string, string]>(['TIME']);
      const now = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
      return (await client.zRangeByScore('messenger:processes', now, '+inf')).length === 0;
    };
    while (!(await isOverdue()));
    client.destroy();
  }

  /** Resolves when the process has reached Redis again. */
  async function reachable(cluster: Cluster): Promise<void> {
    const isReached = () =>
      cluster.ping().then(
        () => true,
        () => false,
      );
    while (!(await isReached())) await new Promise(setImmediate);
  }

  async function open(timing = { intervalMs: 1_000, deadAfterMs: 5_000 }, url = redis.url) {
    const usernameOf = async (id: number) => `user-${id}`;
    const cluster = await openCluster(url, { usernameOf, logger: pino({ level: 'silent' }), timing });
    opened.push(cluster);
    const events: string[] = [];
    let taken = 0;
    let wake = () => {};
    const deliverHere = (notices: readonly Notice[]) => {
      for (const { event, to } of notices) events.push(`${event} ${'id' in to ? to.id : ''}`);
      wake();
    };
    cluster.start({ deliverHere, onMissedEvents: () => {} });
    /** Resolves when this event has come, after those that were waited for before. */
    const heard = (event: string) =>
      within<void>(
        event,
        (resolve) => {
          wake = () => {
            const index = events.indexOf(event, taken);
            if (index < 0) return;
            taken = index + 1;
            resolve();
          };
          wake();
        },
        10_000,
      );
    return { cluster, events, heard };
  }
});
