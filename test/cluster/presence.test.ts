import { expect } from 'chai';
import type { Client } from '../support/client.js';
import { startServer, type TestServer, type TestUser } from '../support/server.js';
import { twoServers } from './two-servers.js';

describe('presence on two nodes', () => {
  const servers = twoServers();

  it('is sent with the first socket and the end of the last one over both nodes, to waiting sockets on either', async () => {
    const { one, other } = servers();
    const bob = await one.register('bob');
    const waiters = [await waiter(one, bob), await waiter(other, bob)];
    const first = await one.connect(bob);
    for (const waiting of waiters) expect(await waiting.next('user-online')).to.deep.equal({ user: bob.username });

    const second = await other.connect(bob);
    first.close();
    await first.disconnected();
    await allTold(waiters);
    for (const waiting of waiters) expect(told(waiting)).to.deep.equal(['user-online']);

    second.close();
    for (const waiting of waiters) expect(await waiting.next('user-offline')).to.deep.equal({ user: bob.username });
    await allTold(waiters);
    for (const waiting of waiters) expect(told(waiting)).to.deep.equal(['user-online', 'user-offline']);
  });

  it('is sent at once to a socket that begins to wait for a user on the other node', async () => {
    const { one, other } = servers();
    const bob = await other.join('bob');
    const alice = await waiter(one, bob);
    expect(await alice.next('user-online')).to.deep.equal({ user: bob.username });
  });

  it('is not sent after stop-waiting-for-user', async () => {
    const { one, other } = servers();
    const bob = await one.register('bob');
    const [alice, carol] = [await waiter(one, bob), await waiter(one, bob)];
    await alice.ask('stop-waiting-for-user', { user: bob.username });
    await other.connect(bob);
    await carol.next('user-online');
    await allTold([alice]);
    expect(told(alice)).to.deep.equal([]);
  });

  it('is the same in `fetch-users` on either node', async () => {
    const { one, other } = servers();
    const alice = await one.join('alice');
    const [here, there] = [await one.join('seen-here'), await other.join('seen-there')];
    const absent = await other.register('seen-nowhere');
    const { users } = await alice.ask('fetch-users', { prefix: 'seen-' });
    expect(users).to.have.deep.members([
      { username: here.username, isOnline: true },
      { username: there.username, isOnline: true },
      { username: absent.username, isOnline: false },
    ]);
  });

  it('ends at once for the users of a node that is stopped', async () => {
    const { one, environment } = servers();
    const third = await startServer({ environment });
    const bob = await third.join('bob');
    const alice = await waiter(one, bob);
    await alice.next('user-online');
    await third.close();
    expect(await alice.next('user-offline')).to.deep.equal({ user: bob.username });
  });

  it('arrives as pairs of user-online and user-offline, in the same order on both nodes, however fast sockets connect and disconnect', async () => {
    const { one, other } = servers();
    const bob = await one.register('bob');
    const waiters = [await waiter(one, bob), await waiter(other, bob)];
    for (let round = 0; round < 5; round += 1) {
      const visits = Array.from({ length: 20 }, async (_, index) => {
        const socket = await (index % 2 === 0 ? one : other).connect(bob);
        if (index % 3 === 0) await socket.settled();
        socket.close();
      });
      await Promise.all(visits);
      await gone(one, bob);
      await allTold(waiters);
      for (const waiting of waiters) {
        const events = told(waiting);
        expect(events.length % 2).to.equal(0);
        expect(events).to.deep.equal(events.map((_, index) => (index % 2 === 0 ? 'user-online' : 'user-offline')));
        expect(events.length).to.be.at.least(2 * (round + 1));
      }
    }
    const [here, there] = waiters.map(told);
    expect(here).to.deep.equal(there);
  });

  /** A new user who waits for somebody. */
  async function waiter(server: TestServer, awaited: { readonly username: string }): Promise<Client> {
    const client = await server.join('waiter');
    await client.ask('wait-for-user', { user: awaited.username });
    return client;
  }

  function told(client: Client): string[] {
    return client.names().filter((event) => event === 'user-online' || event === 'user-offline');
  }

  /** Resolves when each has got what was told before: what the processes tell one another keeps its order. */
  async function allTold(clients: readonly Client[]): Promise<void> {
    const { one, other } = servers();
    for (const server of [one, other]) {
      const speaker = await server.join('speaker');
      for (const client of clients) {
        await speaker.say(client);
        await client.next('chat');
      }
      speaker.close();
    }
  }

  /** Resolves when no node has a socket of this user. */
  async function gone(server: TestServer, { username }: TestUser): Promise<void> {
    const asker = await server.join('asker');
    const isOnline = async () => (await asker.ask('fetch-users', { prefix: username })).users[0]?.isOnline;
    while (await isOnline());
    asker.close();
  }
});
