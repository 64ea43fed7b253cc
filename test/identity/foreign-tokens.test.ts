import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect } from 'chai';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { freePort } from '../support/free-port.js';
import { startServer, type TestServer } from '../support/server.js';

/** Starts an identity provider, which serves its public key as a JWK Set and signs tokens. */
async function startProvider() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }];
  const http = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The provider has no port');
  return {
    url: `http://127.0.0.1:${address.port}/keys`,
    publicPem: await exportSPKI(publicKey),
    sign: (claims: Record<string, unknown>, expires = '1h') =>
      new SignJWT({ iss: 'provider', aud: 'messenger', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
        .setExpirationTime(expires)
        .sign(privateKey),
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}

describe('ForeignTokens', () => {
  let provider: Awaited<ReturnType<typeof startProvider>>;
  let server: TestServer;
  const environment = (url: string) => ({ JWT_JWKS_URL: url, JWT_ISSUER: 'provider', JWT_AUDIENCE: 'messenger' });
  before(async () => {
    provider = await startProvider();
    server = await startServer({ environment: environment(provider.url) });
  });
  after(async () => {
    await server?.close();
    provider?.close();
  });

  const join = async (username: string) => {
    const client = server.open({ token: await provider.sign({ username }) }, username);
    await client.connected();
    await client.settled();
    return client;
  };

  it('create the account at the first connection, and send user-join to all other users', async () => {
    const alice = await join('Alice');
    const bob = await join('bob@example.com');
    await join('bob@example.com');
    await alice.settled();
    expect(alice.all('user-join')).to.deep.equal([{ user: 'bob@example.com' }]);
    expect(bob.all('user-join')).to.deep.equal([]);
    const chat = await bob.say({ username: 'alice' });
    expect([chat.sender, chat.recipient]).to.deep.equal(['bob@example.com', 'Alice']);
  });

  it('create one account when the user connects many times at once', async () => {
    const watcher = await join('watcher');
    await Promise.all(Array.from({ length: 10 }, () => join('eager')));
    await watcher.settled();
    expect(watcher.all('user-join')).to.deep.equal([{ user: 'eager' }]);
    expect((await watcher.ask('fetch-users', { prefix: 'eager' })).users).to.deep.equal([
      { username: 'eager', isOnline: true },
    ]);
  });

  it('use sub as the username when there is no username claim', async () => {
    const client = server.open({ token: await provider.sign({ sub: 'by-sub' }) });
    await client.connected();
    expect((await client.say({ username: 'Alice' })).sender).to.equal('by-sub');
  });

  const refused: { what: string; reason: string; token(): Promise<string> }[] = [
    { what: 'another issuer', reason: 'invalid-token', token: () => provider.sign({ username: 'a', iss: 'other' }) },
    { what: 'another audience', reason: 'invalid-token', token: () => provider.sign({ username: 'a', aud: 'other' }) },
    { what: 'no issuer', reason: 'invalid-token', token: () => provider.sign({ username: 'a', iss: undefined }) },
    { what: 'an invalid username', reason: 'invalid-token', token: () => provider.sign({ username: 'a b' }) },
    { what: 'an empty username', reason: 'invalid-token', token: () => provider.sign({ username: '' }) },
    { what: 'no username', reason: 'invalid-token', token: () => provider.sign({}) },
    { what: 'an expiry in the past', reason: 'expired-token', token: () => provider.sign({ username: 'a' }, '-1s') },
    {
      what: 'HS256 and the public key as the secret',
      reason: 'invalid-token',
      token: () =>
        new SignJWT({ username: 'Alice', iss: 'provider', aud: 'messenger' })
          .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode(provider.publicPem)),
    },
    {
      what: 'the key of another provider',
      reason: 'invalid-token',
      token: async () =>
        new SignJWT({ username: 'Alice', iss: 'provider', aud: 'messenger' })
          .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
          .setExpirationTime('1h')
          .sign((await generateKeyPair('RS256')).privateKey),
    },
    {
      what: 'an unknown key id',
      reason: 'invalid-token',
      token: async () =>
        new SignJWT({ username: 'Alice', iss: 'provider', aud: 'messenger' })
          .setProtectedHeader({ alg: 'RS256', kid: 'key-2' })
          .setExpirationTime('1h')
          .sign((await generateKeyPair('RS256')).privateKey),
    },
  ];
  for (const { what, reason, token } of refused) {
    it(`with ${what} are refused with ${reason}`, async () => {
      const client = server.open({ token: await token() });
      expect(await client.next('auth-failed')).to.deep.equal({ reason });
      await client.disconnected();
    });
  }

  it('turn off registration and log-in over HTTP', async () => {
    const json = { username: 'somebody', password: 'correct horse battery' };
    for (const path of ['/auth/register', '/auth/login']) {
      const response = await server.request(path, { json });
      expect([response.status, (await response.json()).error.code]).to.deep.equal([404, 'not-found']);
    }
  });

  it('delete the account of the user, and are refused with account-deleted afterwards', async () => {
    const [client, watcher] = [await join('leaver'), await join('looker')];
    const token = await provider.sign({ username: 'leaver' });
    const headers = { authorization: `Bearer ${token}` };
    expect((await server.request('/auth/account', { method: 'DELETE', headers })).status).to.equal(204);
    expect(await client.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
    expect(await watcher.next('user-leave')).to.deep.equal({ user: 'leaver' });
    const again = server.open({ token });
    expect(await again.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
  });

  it('send user-join before user-leave when they create and delete an account in one request', async () => {
    const watcher = await join('onlooker');
    const headers = { authorization: `Bearer ${await provider.sign({ username: 'mayfly' })}` };
    expect((await server.request('/auth/account', { method: 'DELETE', headers })).status).to.equal(204);
    await watcher.next('user-leave');
    expect(watcher.received.map(({ event }) => event)).to.deep.equal(['user-join', 'user-leave']);
  });

  it('are refused with unavailable, by sockets and over HTTP, while the provider is not reachable', async () => {
    const away = await startServer({ environment: environment(`http://127.0.0.1:${await freePort()}/keys`) });
    const token = await provider.sign({ username: 'Alice' });
    const client = away.open({ token });
    expect(await client.next('auth-failed')).to.deep.equal({ reason: 'unavailable' });
    await client.disconnected();
    const headers = { authorization: `Bearer ${token}` };
    expect((await away.request('/auth/account', { method: 'DELETE', headers })).status).to.equal(503);
    const nonsense = away.open({ token: 'not-a-token' });
    expect(await nonsense.next('auth-failed')).to.deep.equal({ reason: 'invalid-token' });
    await away.close();
  });
});
