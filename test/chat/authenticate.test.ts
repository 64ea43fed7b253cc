import { expect } from 'chai';
import { SignJWT } from 'jose';
import type { Client } from '../support/client.js';
import { RawClient } from '../support/raw-client.js';
import { sharedServer, type TestUser } from '../support/server.js';

/** Long enough for HS512 too, so that the algorithm alone can be what is wrong with a token. */
const secret = 'a secret of this test that is long enough for the longest of all hash functions';
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of this service's own, but for what is said. */
const sign = (claims: Record<string, unknown>, { key = secret, alg = 'HS256', expires = '1h' } = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg }).setExpirationTime(expires).sign(new TextEncoder().encode(key));

describe('authenticating', () => {
  const server = sharedServer({ environment: { JWT_SECRET: secret } });
  let alice: TestUser;
  let bob: Client;
  before(async () => {
    alice = await server().register('alice');
    bob = await server().join('bob');
  });

  const cases: { what: string; reason: string; auth(user: TestUser): unknown }[] = [
    { what: 'no token', reason: 'missing-token', auth: () => ({}) },
    { what: 'null for a token', reason: 'missing-token', auth: () => ({ token: null }) },
    { what: 'an empty token', reason: 'missing-token', auth: () => ({ token: '' }) },
    { what: 'a number for a token', reason: 'invalid-token', auth: () => ({ token: 7 }) },
    { what: 'an object for a token', reason: 'invalid-token', auth: () => ({ token: { toString: 'x' } }) },
    { what: 'something that is no token', reason: 'invalid-token', auth: () => ({ token: 'not-a-token' }) },
    { what: 'three dots', reason: 'invalid-token', auth: () => ({ token: '...' }) },
    { what: 'a token that is too long', reason: 'invalid-token', auth: () => ({ token: 'a'.repeat(50_000) }) },
    {
      what: 'a token cut short',
      reason: 'invalid-token',
      auth: ({ token }) => ({ token: token.slice(0, -4) }),
    },
    {
      what: 'an expired token',
      reason: 'expired-token',
      auth: async ({ username }) => ({ token: await sign({ username }, { expires: '-1s' }) }),
    },
    {
      what: 'a token that is not valid yet',
      reason: 'invalid-token',
      auth: async ({ username }) => ({ token: await sign({ username, nbf: Date.now() / 1_000 + 60 }) }),
    },
    {
      what: 'a token that somebody else signed',
      reason: 'invalid-token',
      auth: async ({ username }) => ({
        token: await sign({ username }, { key: 'another secret that is long enough' }),
      }),
    },
    {
      what: 'a token signed with HS512',
      reason: 'invalid-token',
      auth: async ({ username }) => ({ token: await sign({ username }, { alg: 'HS512' }) }),
    },
    {
      what: 'a token with alg none',
      reason: 'invalid-token',
      auth: ({ username }) => ({ token: `${encode({ alg: 'none' })}.${encode({ username })}.` }),
    },
    {
      what: 'a token with other claims under the old signature',
      reason: 'invalid-token',
      auth: ({ token }) => ({ token: token.replace(/\..*\./, `.${encode({ username: 'admin' })}.`) }),
    },
    {
      what: 'a token of a user nobody knows',
      reason: 'invalid-token',
      auth: async () => ({ token: await sign({ username: 'nobody-here' }) }),
    },
    { what: 'a token without a user', reason: 'invalid-token', auth: async () => ({ token: await sign({}) }) },
    {
      what: 'a token whose user is no string',
      reason: 'invalid-token',
      auth: async () => ({ token: await sign({ username: ['a'] }) }),
    },
  ];

  for (const { what, reason, auth } of cases) {
    it(`with ${what} connects, receives auth-failed with ${reason}, and is disconnected; none of its operations is carried out`, async () => {
      const client = server().open(Object(await auth(alice)), alice.username);
      let isAnswered = false;
      // Sent in the tick of the connection, and so in one go with it.
      client.socket.on('connect', () => {
        client.emitRaw('send-message', { user: bob.username, message: 'let me in' }, () => {
          isAnswered = true;
        });
      });
      await client.connected();
      expect(await client.next('auth-failed')).to.deep.equal({ reason });
      await client.disconnected();
      await bob.settled();
      expect(bob.names()).to.deep.equal([]);
      expect(client.names()).to.deep.equal(['auth-failed']);
      expect(isAnswered).to.equal(false);
    });
  }

  it('carries out no operation that arrives together with a refused handshake', async () => {
    for (const token of ['not-a-token', await sign({ username: alice.username }, { expires: '-1s' })]) {
      const raw = new RawClient(server().port);
      await raw.opened();
      raw.send(`40/chat,${JSON.stringify({ token })}`);
      for (let n = 0; n < 50; n += 1) raw.send(`42/chat,${n}["send-message",{"user":"${bob.username}","message":"x"}]`);
      await raw.closed();
      expect(raw.frames.filter((frame) => frame.startsWith('43'))).to.deep.equal([]);
    }
    await bob.settled();
    expect(bob.names()).to.deep.equal([]);
  });

  it('does not show a refused client as online, and sends it no other event', async () => {
    const watcher = await server().join('watcher');
    await watcher.ask('wait-for-user', { user: alice.username });
    const stranger = server().open({ token: alice.token.slice(0, -2) });
    await stranger.next('auth-failed');
    await stranger.disconnected();
    await watcher.settled();
    expect(watcher.names()).to.deep.equal([]);
  });

  it('accepts the Authorization header of a client that cannot set auth', async () => {
    for (const scheme of ['Bearer', 'bearer']) {
      const client = server().open({}, alice.username, { authorization: `${scheme} ${alice.token}` });
      await client.connected();
      await client.settled();
    }
    const basic = server().open({}, alice.username, { authorization: `Basic ${alice.token}` });
    expect(await basic.next('auth-failed')).to.deep.equal({ reason: 'missing-token' });
  });

  it('prefers auth to the Authorization header', async () => {
    const client = server().open({ token: alice.token }, alice.username, { authorization: 'Bearer not-a-token' });
    await client.connected();
    expect((await client.say(bob)).sender).to.equal(alice.username);
  });

  it('takes the username from the claim sub when there is no claim username', async () => {
    const client = server().open({ token: await sign({ sub: alice.username }) });
    await client.connected();
    expect((await client.say(bob)).sender).to.equal(alice.username);
  });

  it('accepts a token that never expires', async () => {
    const token = await new SignJWT({ username: alice.username })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(secret));
    const client = server().open({ token });
    await client.connected();
    await client.settled();
  });

  it('refuses connections to the default namespace', async () => {
    const raw = new RawClient(server().port);
    await raw.opened();
    raw.send(`40${JSON.stringify({ token: alice.token })}`);
    expect(await raw.next('44')).to.include('/chat');
    raw.send(`40/chat,${JSON.stringify({ token: alice.token })}`);
    await raw.next('40/chat,');
    expect(await raw.answers()).to.equal(true);
    raw.close();
  });
});

describe('authenticating with JWT_USERNAME_CLAIM', () => {
  const server = sharedServer({
    environment: { JWT_SECRET: secret, JWT_USERNAME_CLAIM: 'nick', JWT_ISSUER: 'us', JWT_AUDIENCE: 'them' },
  });

  it('takes the username from that claim', async () => {
    const [alice, bob] = await Promise.all([server().register('alice'), server().join('bob')]);
    const claims = { nick: alice.username, username: bob.username, sub: 'somebody', iss: 'us', aud: 'them' };
    const client = server().open({ token: await sign(claims) });
    await client.connected();
    expect((await client.say(bob)).sender).to.equal(alice.username);
    for (const change of [{ iss: 'others' }, { aud: 'others' }, { iss: undefined }, { aud: undefined }]) {
      const refused = server().open({ token: await sign({ ...claims, ...change }) });
      expect(await refused.next('auth-failed')).to.deep.equal({ reason: 'invalid-token' });
    }
  });
});

describe('LIMIT_CONNECTIONS', () => {
  const server = sharedServer({ environment: { LIMIT_CONNECTIONS: '2' } });

  it('refuses one connection too many with too-many-connections, and keeps the others', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const second = await server().connect(alice.user);
    const third = server().open({ token: alice.user.token });
    expect(await third.next('auth-failed')).to.deep.equal({ reason: 'too-many-connections' });
    await third.disconnected();
    await Promise.all([alice.settled(), second.settled(), bob.settled()]);
    second.close();
    await bob.ask('wait-for-user', { user: alice.username });
    alice.close();
    await bob.next('user-offline');
    await (await server().connect(alice.user)).settled();
  });

  it('counts sockets, and closes a connection without a socket', async () => {
    const alice = await server().register('alice');
    const raw = await RawClient.join(server().port, alice.token);
    raw.send('41/chat,');
    await raw.closed();
  });
});
