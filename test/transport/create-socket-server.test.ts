import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { within } from '../support/changes.js';
import { RawClient } from '../support/raw-client.js';
import { startServer, type TestServer } from '../support/server.js';

/** From RFC 6455, 1.3. */
const webSocketHeaders = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };

describe('a WebSocket handshake', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  it('opens a connection with an unguessable id', async () => {
    const clients = [new RawClient(server.port), new RawClient(server.port)];
    const ids = await Promise.all(clients.map(async (client) => JSON.parse((await client.next('0')).slice(1)).sid));
    for (const id of ids) expect(id).to.match(/^[\w-]{20}$/);
    // The first 11 of the 15 bytes are random, the others a number.
    expect(new Set(ids.map((id) => id.slice(0, 14))).size).to.equal(2);
    for (const client of clients) client.close();
  });

  for (const [fault, query, status] of [
    ['names an unknown transport', '/ws/?EIO=4&transport=pigeon', 400],
    ['names an unknown connection', '/ws/?EIO=4&transport=websocket&sid=nobody', 400],
    ['names no transport', '/ws/', 400],
    ['is for another path', '/sw/?EIO=4&transport=websocket', 404],
    ['is for a path that only begins like the path of Engine.IO', '/wsx/?EIO=4&transport=websocket', 404],
  ] as const) {
    it(`is answered with ${status}, and closed, when it ${fault}`, async () => {
      expect(await refusal(query)).to.equal(status);
    });
  }

  it('for an unknown path affects nobody else when its client resets the connection', async () => {
    const network = connect(server.port, '127.0.0.1');
    network.write('GET /sw/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    network.write('no more than this', () => network.resetAndDestroy());
    await once(network, 'close');
    expect((await server.request('/healthz')).status).to.equal(200);
  });

  it('for an unknown path is closed even when its client goes on sending', async () => {
    const network = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    network.write('GET /sw/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    network.resume();
    await once(network, 'end');
    const sending = setInterval(() => network.write('no more than this'), 5);
    const reason = await within<NodeJS.ErrnoException>('the connection to be gone', (resolve) => {
      network.on('error', resolve);
    }).finally(() => clearInterval(sending));
    network.destroy();
    expect(reason.code).to.be.oneOf(['ECONNRESET', 'EPIPE']);
  });

  it('is closed when it asks for an older protocol', async () => {
    const old = new RawClient(server.port, { query: 'EIO=3&transport=websocket' });
    await old.closed();
    expect(old.frames).to.deep.equal([]);
  });

  it('may have an encoded query', async () => {
    const client = new RawClient(server.port, { query: 'EIO=%34&transport=web%73ocket' });
    await client.next('0{');
    client.close();
  });

  /** With which status it is refused, when the connection is closed. */
  async function refusal(path: string): Promise<number | undefined> {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', ...webSocketHeaders };
    const [{ statusCode, socket }] = await once(get({ port: server.port, path, headers }), 'response');
    await once(socket, 'close');
    return statusCode;
  }
});
