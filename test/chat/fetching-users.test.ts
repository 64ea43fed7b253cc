import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { describeOnEachDatabase, type TestServer } from '../support/server.js';

describeOnEachDatabase('fetching users', (server) => {
  /** Accounts whose names begin with something that nobody else's do. */
  const registerAll = async (to: TestServer, ...names: string[]) => {
    const prefix = randomBytes(4).toString('hex');
    for (const name of names) {
      const credentials = { username: `${prefix}${name}`, password: 'correct horse battery' };
      const response = await to.request('/auth/register', { json: credentials });
      expect(response.status).to.equal(201);
    }
    return prefix;
  };

  it('lists everyone but the caller, in the order of names without regard to case, and who is online', async () => {
    const alice = await server().join('alice');
    const prefix = await registerAll(server(), 'b', 'D', 'a', 'C', '_', '.');
    const bob = await server().connect(await server().register(`${prefix}online`));
    const { users, next } = await alice.ask('fetch-users', {});
    const names = users.map(({ username }) => username);
    expect(next).to.equal(undefined);
    expect(names).not.to.include(alice.username);
    expect(names).to.deep.equal(names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    expect(names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))).to.deep.equal([
      '.',
      '_',
      'a',
      'b',
      'C',
      'D',
      bob.username.slice(prefix.length),
    ]);
    const online = users.filter(({ username }) => username.startsWith(prefix)).map(({ isOnline }) => isOnline);
    expect(online).to.deep.equal([false, false, false, false, false, false, true]);
    expect(Object.keys(users[0] ?? {})).to.have.members(['username', 'isOnline']);
  });

  it('finds usernames by prefix, without regard to case, and takes no character for a pattern', async () => {
    const alice = await server().join('alice');
    const prefix = await registerAll(server(), 'Anna', 'anton', 'a_x', 'abx', 'b');
    const find = async (text: string) =>
      (await alice.ask('fetch-users', { prefix: text })).users.map(({ username }) => username.slice(prefix.length));
    expect(await find(`${prefix}an`)).to.deep.equal(['Anna', 'anton']);
    expect(await find(`${prefix.toUpperCase()}AN`)).to.deep.equal(['Anna', 'anton']);
    expect(await find(`${prefix}a_`)).to.deep.equal(['a_x']);
    expect(await find(`${prefix}nobody`)).to.deep.equal([]);
  });

  it('pages with a limit, and the reply names the username after which the next page begins', async () => {
    const alice = await server().join('alice');
    const prefix = await registerAll(server(), 'a', 'B', 'c', 'D', 'e');
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const reply = await alice.ask('fetch-users', { prefix, limit: 2, ...(after !== undefined && { after }) });
      pages.push(reply.users.map(({ username }) => username.slice(prefix.length)));
      after = reply.next;
    } while (after !== undefined);
    expect(pages).to.deep.equal([['a', 'B'], ['c', 'D'], ['e']]);
    const exact = await alice.askRaw('fetch-users', { prefix, limit: 5 });
    expect(exact).not.to.have.property('next');
    const { users } = await alice.ask('fetch-users', { prefix, after: `${prefix.toUpperCase()}b` });
    expect(users.map(({ username }) => username.slice(prefix.length))).to.deep.equal(['c', 'D', 'e']);
  });

  it('shows a user as offline after the last socket of the user has disconnected', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const second = await server().connect(bob.user);
    const isOnline = async () => (await alice.ask('fetch-users', { prefix: bob.username })).users[0]?.isOnline;
    await alice.ask('wait-for-user', { user: bob.username });
    expect(await isOnline()).to.equal(true);
    bob.close();
    await second.settled();
    expect(await isOnline()).to.equal(true);
    second.close();
    await alice.next('user-offline');
    expect(await isOnline()).to.equal(false);
  });

  for (const payload of [
    { limit: 0 },
    { limit: 1_001 },
    { limit: '5' },
    { prefix: '' },
    { prefix: '%' },
    { after: 'ä' },
  ]) {
    it(`refuses ${JSON.stringify(payload)}`, async () => {
      const alice = await server().join('alice');
      const { code, details } = await alice.refusal('fetch-users', payload);
      expect([code, details?.[0]?.path]).to.deep.equal(['validation-failed', `/${Object.keys(payload)[0]}`]);
    });
  }
});
