import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Server as TcpServer,
} from 'node:net';
import { expect } from 'chai';
import type { Server, Socket } from 'socket.io';
import { type Socket as Client, io } from 'socket.io-client';
import { createSocketServer } from '../../src/transport/create-socket-server.js';
import { RawClient } from '../support/raw-client.js';
import { CountedConnection } from './counted-connection.js';

const path = '/ws';
const upgradeRequest =
  `GET ${path}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the packets that a client is sent within one turn of the event loop', () => {
  let sockets: Server;
  let tcpServer: TcpServer;
  let port: number;
  let connections: CountedConnection[];
  const clients: Client[] = [];

  beforeEach(async () => {
    connections = [];
    const httpServer = createHttpServer();
    sockets = createSocketServer(httpServer, { path, isAllowedOrigin: () => true, isAccepting: () => true });
    // Node documents this event for connections of one's own.
    tcpServer = createTcpServer((tcp) => {
      const connection = new CountedConnection(tcp);
      connections.push(connection);
      httpServer.emit('connection', connection);
    });
    tcpServer.listen(0, '127.0.0.1');
    await once(tcpServer, 'listening');
    port = (tcpServer.address() as AddressInfo).port;
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await sockets.close();
    for (const connection of connections) connection.destroy();
    tcpServer.close();
  });

  /** Connects a client, and answers both of its ends. */
  async function connect(transports: string[] = ['websocket']): Promise<[Client, Socket]> {
    const client = io(`http://127.0.0.1:${port}`, { path, transports, forceNew: true });
    clients.push(client);
    const [socket] = await Promise.all([
      new Promise<Socket>((resolve) => sockets.once('connection', resolve)),
      new Promise<void>((resolve) => client.once('connect', resolve)),
    ]);
    // The answer to the connection is written by then.
    await nextTurn();
    return [client, socket];
  }

  /** A client that reads nothing until it is resumed, with its socket on the server. */
  async function connectRaw(): Promise<[RawClient, Socket]> {
    const connected = new Promise<Socket>((resolve) => sockets.once('connection', resolve));
    const raw = new RawClient(port, { path: `${path}/` });
    await raw.opened();
    raw.send('40');
    return [raw, await connected];
  }

  /** Resolves with the values that the client receives, as soon as there are so many. */
  function received(client: Client, count: number): Promise<unknown[]> {
    return new Promise((resolve) => {
      const values: unknown[] = [];
      client.on('told', (value: unknown) => {
        values.push(value);
        if (values.length === count) resolve(values);
      });
    });
  }

  const writes = () => connections.at(-1)?.writes ?? 0;
  const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

  it('are one write, in the order of sending, acknowledgements included', async () => {
    const [client, socket] = await connect();
    const seen: unknown[] = [];
    client.on('told', (value: unknown) => seen.push(value));
    let before = 0;
    socket.on('ask', async (acknowledge: (value: string) => void) => {
      before = writes();
      socket.emit('told', 0);
      acknowledge('reply');
      socket.emit('told', 1);
      await Promise.resolve();
      socket.emit('told', 2);
      process.nextTick(() => socket.emit('told', 3));
    });
    const done = new Promise<void>((resolve) => client.on('told', (value) => value === 3 && resolve()));
    client.emit('ask', () => seen.push('reply'));
    await done;
    expect(writes() - before).to.equal(1);
    expect(seen).to.deep.equal([0, 'reply', 1, 2, 3]);
  });

  it('keep their order around a broadcast to a room, which Socket.IO writes past `send`', async () => {
    const [client, socket] = await connect();
    socket.join('room');
    const told = received(client, 5);
    for (const number of numbers(5)) (number % 2 === 1 ? sockets.to('room') : socket).emit('told', number);
    expect(await told).to.deep.equal(numbers(5));
  });

  it('are a write for each of the clients that they are sent to', async () => {
    const ends = [await connect(), await connect(), await connect()];
    const told = ends.map(([client]) => received(client, 20));
    const before = connections.map((connection) => connection.writes);
    for (const number of numbers(20)) for (const [, socket] of ends) socket.emit('told', number);
    expect(connections.map((connection) => connection.writes)).to.deep.equal(before);
    await nextTurn();
    expect(connections.map((connection) => connection.writes)).to.deep.equal(before.map((count) => count + 1));
    expect(await Promise.all(told)).to.deep.equal([numbers(20), numbers(20), numbers(20)]);
    expect(connections.map((connection) => connection.writes)).to.deep.equal(before.map((count) => count + 1));
  });

  it('are two writes when they are sent in two turns', async () => {
    const [client, socket] = await connect();
    const told = received(client, 2);
    const before = writes();
    socket.emit('told', 0);
    await nextTurn();
    socket.emit('told', 1);
    await nextTurn();
    expect(await told).to.deep.equal([0, 1]);
    expect(writes() - before).to.equal(2);
  });

  it('are one write with the response to the handshake', async () => {
    const raw = connectTcp(port, '127.0.0.1');
    raw.write(upgradeRequest);
    const [first]: Buffer[] = await once(raw, 'data');
    raw.destroy();
    expect(first?.toString('latin1')).to.match(/^HTTP\/1\.1 101 [\s\S]*"sid":/);
    expect(writes()).to.equal(1);
  });

  it('arrive as they were sent, whatever their characters and lengths, texts and binary data mixed', async () => {
    const [client, socket] = await connect();
    // The packet has eleven characters more than the text; at 126 and at 65,536 bytes a frame has another header.
    const lengths = [0, 1, 113, 114, 115, 116, 1_000, 65_523, 65_524, 65_525, 200_000];
    const texts = ['a', '\u0000', 'é', '€', '\u{1f984}'].flatMap((character) =>
      lengths.map((length) => character.repeat(length)),
    );
    const told = received(client, texts.length + 2);
    socket.emit('told', Buffer.from([0xff, 0]));
    for (const text of texts) socket.emit('told', text);
    socket.emit('told', Buffer.from([1]));
    const [first, ...rest] = await told;
    expect(Buffer.from(first as Buffer)).to.deep.equal(Buffer.from([0xff, 0]));
    expect(rest.slice(0, -1)).to.deep.equal(texts);
  });

  it('arrive when the connection is closed in the same turn', async () => {
    const [client, socket] = await connect();
    const told = received(client, 1);
    const disconnected = new Promise((resolve) => client.once('disconnect', resolve));
    socket.emit('told', 'last');
    socket.disconnect(true);
    expect(await told).to.deep.equal(['last']);
    await disconnected;
  });

  it('harm nobody else when the connection is destroyed in the same turn', async () => {
    const [, socket] = await connect();
    const [other, otherSocket] = await connect();
    const told = received(other, 1);
    const disconnected = once(socket, 'disconnect');
    socket.emit('told', 'never');
    otherSocket.emit('told', 'still');
    connections[0]?.destroy();
    expect(await told).to.deep.equal(['still']);
    await disconnected;
  });

  it('arrive over HTTP polling too', async () => {
    const [client, socket] = await connect(['polling']);
    const told = received(client, 50);
    for (const number of numbers(50)) socket.emit('told', number);
    expect(await told).to.deep.equal(numbers(50));
  });

  it('arrive in order before, at and after the upgrade from polling', async () => {
    let allowUpgrade = () => {};
    const upgradeAllowed = new Promise<void>((resolve) => {
      allowUpgrade = resolve;
    });
    sockets.engine.use(async (request: IncomingMessage, _response: unknown, next: () => void) => {
      if (request.headers.upgrade) await upgradeAllowed;
      next();
    });
    const [client, socket] = await connect(['polling', 'websocket']);
    const values: unknown[] = [];
    client.on('told', (value: unknown) => values.push(value));
    let sent = 0;
    const transports = new Set<string>();
    for (let after = 0; after < 10; after += socket.conn.transport.name === 'websocket' ? 1 : 0) {
      transports.add(socket.conn.transport.name);
      for (const end = sent + 4; sent < end; sent += 1) socket.emit('told', sent);
      await nextTurn();
      allowUpgrade();
    }
    const done = new Promise<void>((resolve) => client.once('done', resolve));
    socket.emit('done');
    await done;
    expect([...transports]).to.deep.equal(['polling', 'websocket']);
    expect(values).to.deep.equal(numbers(sent));
  });

  it('arrive, all of them, when they are far more than the network takes at once', async () => {
    const [client, socket] = await connect();
    const told = received(client, 20_000);
    for (const number of numbers(20_000)) socket.emit('told', number);
    expect(await told).to.deep.equal(numbers(20_000));
  });

  it('wait in Engine.IO, where it counts them, once the client takes no more', async () => {
    const [raw, socket] = await connectRaw();
    let held = 0;
    socket.conn.on('packetCreate', () => {
      held += 1;
    });
    socket.conn.on('flush', () => {
      held = 0;
    });
    raw.pause();
    let sent = 0;
    for (; sent < 30_000 && held < 100; sent += 1) {
      socket.emit('told', 'a'.repeat(1_000));
      await nextTurn();
    }
    expect(held).to.equal(100);
    // The connection itself holds no more than the high-water mark and the packets that went over it.
    expect(connections.at(-1)?.writableLength).to.be.below(40_000);
    raw.resume();
    socket.emit('told', 'last');
    await raw.next('42["told","last"]');
    expect(raw.frames.filter((frame) => frame.startsWith('42'))).to.have.length(sent + 1);
    raw.close();
  });
});
