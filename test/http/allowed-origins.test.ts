import { expect } from 'chai';
import { createOriginRule } from '../../src/http/allowed-origins.js';
import { RawClient } from '../support/raw-client.js';
import { sharedServer, type TestServer } from '../support/server.js';

const listed = 'https://chat.example.com';
const foreign = 'https://evil.example.com';

/** Tells which kinds of request the server allows from pages of that origin. */
async function waysIn(server: TestServer, origin: string | undefined) {
  const headers = origin === undefined ? {} : { origin };
  const raw = new RawClient(server.port, { headers });
  const isOpened = await raw.opened().then(
    () => true,
    () => false,
  );
  raw.close();
  const polling = await server.request('/ws/?EIO=4&transport=polling', { headers });
  const preflight = await server.request('/auth/login', {
    method: 'OPTIONS',
    headers: { ...headers, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });
  return {
    webSocket: isOpened,
    polling: polling.status === 200,
    pollingCors: polling.headers.get('access-control-allow-origin'),
    auth: preflight.headers.get('access-control-allow-origin'),
  };
}

const closed = { webSocket: false, polling: false, pollingCors: null, auth: null };
const open = (origin: string) => ({ webSocket: true, polling: true, pollingCors: origin, auth: origin });

describe('ALLOWED_ORIGINS', () => {
  describe('as a list', () => {
    const server = sharedServer({ environment: { ALLOWED_ORIGINS: `${listed}, http://localhost:5173` } });

    it('allows the listed origins', async () => {
      expect(await waysIn(server(), listed)).to.deep.equal(open(listed));
      expect(await waysIn(server(), 'http://localhost:5173')).to.deep.equal(open('http://localhost:5173'));
    });

    it('rejects all other origins: WebSocket upgrades, polling, and CORS requests to /auth', async () => {
      for (const origin of [
        foreign,
        'null',
        `${listed}.evil.example`,
        'http://chat.example.com',
        'http://localhost:80',
      ]) {
        expect(await waysIn(server(), origin), origin).to.deep.equal(closed);
      }
    });

    it('allows clients without an Origin header', async () => {
      expect(await waysIn(server(), undefined)).to.deep.include({ webSocket: true, polling: true });
    });

    it('allows the methods and headers that pages need, and exposes retry-after', async () => {
      const preflight = await server().request('/auth/account', {
        method: 'OPTIONS',
        headers: { origin: listed, 'access-control-request-method': 'DELETE' },
      });
      expect(preflight.headers.get('access-control-allow-methods')).to.include('DELETE').and.to.include('POST');
      expect(preflight.headers.get('access-control-allow-headers'))
        .to.include('authorization')
        .and.include('content-type');
      const response = await server().request('/auth/login', { json: {}, headers: { origin: listed } });
      expect(response.headers.get('access-control-allow-origin')).to.equal(listed);
      expect(response.headers.get('access-control-expose-headers')).to.equal('retry-after');
      expect(response.headers.get('vary')).to.include('Origin');
    });
  });

  describe('unset', () => {
    const server = sharedServer();

    it('allows localhost only, with any port', async () => {
      for (const origin of ['http://localhost:8080', 'https://localhost', 'http://127.0.0.1:1', 'http://[::1]:3000']) {
        expect(await waysIn(server(), origin), origin).to.deep.equal(open(origin));
      }
      for (const origin of [foreign, 'http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'file://']) {
        expect(await waysIn(server(), origin), origin).to.deep.equal(closed);
      }
    });
  });

  describe('with *', () => {
    const server = sharedServer({ environment: { ALLOWED_ORIGINS: '*' } });

    it('allows every origin', async () => {
      for (const origin of [foreign, 'null']) expect(await waysIn(server(), origin)).to.deep.equal(open(origin));
    });
  });

  it('compares whole origins', () => {
    const isAllowed = createOriginRule([listed]);
    expect([listed, undefined, `${listed}/`, listed.toUpperCase(), ''].map(isAllowed)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
