import { expect } from 'chai';
import type { Socket } from 'socket.io';
import { describeShop } from './print-shop.js';
import { deferred, failure } from './promises.js';

describeShop('the connection of a client generated from another contract', (shop) => {
  it('connects to the engine path and the namespace of its contract, with its `auth`', async () => {
    const { connect } = shop();
    const { socket } = await connect();
    expect(socket.handshake.auth).to.deep.equal({ shop: 'corner' });
  });

  it('is refused when the server answers the CONNECT packet with an error', async () => {
    const { open, server } = shop();
    server.namespace.use((_socket, next) => next(new Error('unknown shop')));
    const refusals: unknown[] = [];
    const client = open({ onRefused: (error: unknown) => void refusals.push(error) });
    const error = await failure(client.jobs());
    expect(error).to.have.property('code', 'refused');
    expect(error).to.have.nested.property('cause.message', 'unknown shop');
    expect(refusals).to.have.lengthOf(1);
  });

  it('reconnects with a fresh `auth` after such an error', async () => {
    const { open, server } = shop();
    server.namespace.use((socket, next) =>
      next(socket.handshake.auth['key'] === 'fresh' ? undefined : new Error('stale key')),
    );
    server.namespace.on('connection', (socket) =>
      socket.on('jobs', (acknowledge: (count: number) => void) => acknowledge(1)),
    );
    const reasons: string[] = [];
    const client = open({
      refreshAuth: (refusal: Error) => {
        reasons.push(refusal.message);
        return { shop: 'corner', key: 'fresh' };
      },
    });
    expect(await client.jobs()).to.equal(1);
    expect(reasons).to.deep.equal(['stale key']);
  });

  it('asks for a fresh `auth` without limit when it was accepted in between', async () => {
    const { open, server } = shop();
    const sockets: Socket[] = [];
    server.namespace.on('connection', (socket) => {
      sockets.push(socket);
      socket.on('jobs', (acknowledge: (count: number) => void) => acknowledge(sockets.length));
    });
    const client = open({ refreshAuth: () => ({ shop: 'corner' }) });
    for (let connections = 1; connections <= 6; connections += 1) {
      expect(await client.jobs()).to.equal(connections);
      const gone = new Promise((resolve) => client.on('disconnect', resolve));
      sockets.at(-1)?.disconnect();
      await gone;
    }
  });

  it('stays closed when it is closed while it waits for a fresh `auth`', async () => {
    const { connect, open, server } = shop();
    server.namespace.use((socket, next) => next(socket.handshake.auth['key'] ? undefined : new Error('no key')));
    const keys: unknown[] = [];
    server.namespace.on('connection', (socket) => void keys.push(socket.handshake.auth['key']));
    const asked = deferred<void>();
    const auth = deferred<object>();
    const client = open({
      refreshAuth: () => {
        asked.resolve();
        return auth.promise;
      },
    });
    await asked.promise;
    client.close();
    auth.resolve({ shop: 'corner', key: 'too late' });
    await auth.promise;
    expect(await failure(client.jobs())).to.have.property('code', 'closed');
    // The server accepts connections in order.
    await connect({ auth: { shop: 'corner', key: 'another' } });
    expect(keys).to.deep.equal(['another']);
  });

  it('does not connect when it is closed immediately', async () => {
    const { connect, open, server } = shop();
    let connections = 0;
    server.namespace.on('connection', () => {
      connections += 1;
    });
    open().close();
    await connect();
    expect(connections).to.equal(1);
  });

  it('is refused when the server closes the socket', async () => {
    const { connect } = shop();
    const refused = deferred<unknown>();
    const { client, socket } = await connect({ onRefused: refused.resolve });
    socket.disconnect();
    expect(await refused.promise).to.have.nested.property('cause.message', 'The server closed the socket');
    expect(await failure(client.jobs())).to.have.property('code', 'refused');
  });
});
