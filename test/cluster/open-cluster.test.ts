import { expect } from 'chai';
import { pino } from 'pino';
import { createClient } from 'redis';
import { type Cluster, openCluster } from '../../src/cluster/open-cluster.js';
import type { Notice } from '../../src/messenger/notice.js';
import { RedisProcess } from '../support/redis.js';
import { CutLine } from './cut-line.js';
import { within } from './within.js';

describe('the nodes of a cluster', () => {
  let redis: RedisProcess;
  const opened: Cluster[] = [];
  before(async function () {
    redis = await RedisProcess.create(this);
  });
  afterEach(async () => {
    for (const cluster of opened.splice(0)) await cluster.close();
  });
  after(() => redis?.kill());

  it('remove a node without heartbeats, which registers again when it is alive after all', async () => {
    // Its heartbeats are too rare.
    const late = await open({ intervalMs: 1_500, deadAfterMs: 200 });
    const watcher = await open({ intervalMs: 50, deadAfterMs: 300 });
    await late.cluster.presence.add(1);
    await watcher.heard('user-online 1');
    await watcher.heard('user-offline 1');
    await watcher.heard('user-online 1');
    expect([...(await watcher.cluster.presence.online([1]))]).to.deep.equal([1]);
    // Its next heartbeats are late as well, with one pair of events for each.
    expect(watcher.events.slice(0, 3)).to.deep.equal(['user-online 1', 'user-offline 1', 'user-online 1']);
  });

  it('do not remove one another after an outage', async () => {
    const timing = { intervalMs: 200, deadAfterMs: 1_000 };
    const [one, other] = [await open(timing), await open(timing)];
    await one.cluster.presence.add(2);
    await other.heard('user-online 2');
    redis.pause();
    // The ping fails later than a node expires.
    await one.cluster.ping().catch(() => redis.resume());
    await one.cluster.presence.add(3);
    await other.heard('user-online 3');
    // A node that is really silent is removed; the others would be removed by then as well.
    const silent = await open({ intervalMs: 60_000, deadAfterMs: 500 });
    await silent.cluster.presence.add(4);
    await other.heard('user-offline 4');
    expect(other.events).to.deep.equal(['user-online 2', 'user-online 3', 'user-online 4', 'user-offline 4']);
  });

  it('do not remove nodes that could not reach Redis either', async () => {
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

  it('reconnect when the network loses everything on the existing connections', async () => {
    const line = await CutLine.to(redis.port);
    const [one, other] = [await open(undefined, line.url), await open()];
    line.swallow();
    await reachable(one.cluster);
    await other.cluster.presence.add(10);
    await one.heard('user-online 10');
  });

  it('publish user-online before user-offline, even when the lookup of the username is slow', async () => {
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

  it('find out which of any number of accounts are online', async () => {
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

  it('restore presence after a restart of Redis without its data', async () => {
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

  it('receive events after a restart of Redis whose event ids begin earlier', async () => {
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

  /** Resolves when the registration of every node has expired. */
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

  /** Resolves when the node has reached Redis again. */
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
