import { expect } from 'chai';
import { explainFailedStart } from '../../src/greeting.js';
import { freePort } from '../support/free-port.js';
import { startServer, type TestServer } from '../support/server.js';
import { twoServers } from './two-servers.js';

describe('two nodes during an outage of Redis', () => {
  const servers = twoServers();
  const states: Record<string, { away(): Promise<void>; back(): Promise<void> }> = {
    'is killed': {
      away: () => servers().redis.kill(),
      back: () => servers().redis.start(),
    },
    hangs: {
      away: async () => servers().redis.pause(),
      back: async () => servers().redis.resume(),
    },
  };

  for (const [how, { away, back }] of Object.entries(states)) {
    it(`serve their own clients and are not ready while Redis ${how}, and are one service again afterwards`, async () => {
      const { one, other } = servers();
      const alice = await one.join('alice');
      const user = await one.register('bob');
      const [here, there] = [await one.connect(user), await other.connect(user)];
      const dave = await other.register('dave');
      const erin = await other.join('erin');
      await alice.ask('wait-for-user', { user: erin.username });
      await alice.next('user-online');

      await away();
      // On its way to Redis before anybody knows that it is away.
      const { id } = await alice.say(user, 'in the outage');
      await ready(one, 503);
      await ready(other, 503);
      expect(await here.next('chat')).to.have.nested.property('chat.id', id);
      const { chats } = await there.ask('fetch-conversation-with-user', { user: alice.username });
      expect(chats).to.have.lengthOf(1);
      expect((await one.request('/healthz')).status).to.equal(200);
      const frank = await one.join('frank');
      expect((await frank.ask('fetch-users', { prefix: alice.username })).users).to.have.lengthOf(1);
      // She is connected to the other process; he comes to it later.
      await frank.ask('wait-for-user', { user: erin.username });
      await frank.ask('wait-for-user', { user: dave.username });
      const left = await other.connect(dave);

      await back();
      await ready(one, 200);
      await ready(other, 200);
      expect(await there.next('chat')).to.have.nested.property('chat.id', id);
      expect(there.all('chat')).to.have.lengthOf(1);
      const came = [(await frank.next('user-online')).user, (await frank.next('user-online')).user];
      expect(came).to.include.members([erin.username, dave.username]);
      left.close();
      expect(await frank.next('user-offline')).to.deep.equal({ user: dave.username });
      await alice.say(user, 'after it');
      expect(await there.next('chat')).to.have.nested.property('chat.message', 'after it');
      expect(there.all('chat')).to.have.lengthOf(2);
      expect(here.all('chat')).to.have.lengthOf(2);
    });
  }

  it('log the outage once, and not each failed command', async () => {
    const { one, redis } = servers();
    const before = one.logLines.length;
    await redis.kill();
    await ready(one, 503);
    for (let round = 0; round < 20; round += 1) (await one.join('visitor')).close();
    await redis.start();
    await ready(one, 200);
    const lines = one.logLines.slice(before).map((line) => String(JSON.parse(line).msg));
    expect(lines.filter((line) => line.startsWith('Lost the connection to Redis'))).to.have.lengthOf.within(1, 2);
    expect(lines).to.have.lengthOf.below(8);
  });

  it('end the sockets of an account that a node, stopped since, deleted during the outage', async () => {
    const { one, redis, environment } = servers();
    const third = await startServer({ environment });
    const carol = await third.register('carol');
    const socket = await one.connect(carol);
    await redis.kill();
    expect((await third.deleteAccount(carol)).status).to.equal(204);
    await third.close();
    expect(socket.socket.connected).to.equal(true);
    await redis.start();
    expect(await socket.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
    await socket.disconnected();
  });

  it('do not start without Redis, and report why', async () => {
    const { environment } = servers();
    const REDIS_URL = `redis://:secret@127.0.0.1:${await freePort()}`;
    const failure = await startServer({ environment: { ...environment, REDIS_URL } }).then(
      (server) => server.close(),
      (error: unknown) => error,
    );
    expect(failure).to.have.property('code', 'unavailable');
    expect(explainFailedStart(failure)).to.match(/^The server did not start: Redis cannot be used: .*ECONNREFUSED/);
    expect(explainFailedStart(failure)).not.to.include('secret');
  });

  /** Resolves when the server answers so whether it is ready. */
  async function ready(server: TestServer, status: number): Promise<void> {
    while ((await server.request('/readyz')).status !== status);
  }
});
