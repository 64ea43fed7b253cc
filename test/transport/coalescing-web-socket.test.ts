import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect as connectTo, type Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import { Server, type Socket } from 'socket.io';
import { type Socket as Client, io } from 'socket.io-client';
import { CoalescingWebSocketServer, frameLikeOthers } from '../../src/chat/coalescing-web-socket.js';
import { RawClient } from '../support/raw-client.js';

describe('what is sent to one client in one turn', () => {
  let httpServer: HttpServer;
  let sockets: Server;
  /** What was handed to the operating system since the client connected, call by call. */
  let writes: unknown[];
  let client: Client | undefined;

  beforeEach(async () => {
    writes = [];
    httpServer = createServer();
    httpServer.on('connection', (network: NetSocket) => {
      const write = network.write.bind(network);
      network.write = ((...args: Parameters<NetSocket['write']>) => {
        writes.push(args[0]);
        return write(...args);
      }) as NetSocket['write'];
    });
    sockets = new Server(httpServer, { wsEngine: CoalescingWebSocketServer });
    sockets.on('connection', (socket) => socket.conn.on('packetCreate', frameLikeOthers));
    httpServer.listen(0, '127.0.0.1');
    await once(httpServer, 'listening');
  });

  afterEach(async () => {
    client?.disconnect();
    await sockets.close();
  });

  /** Connects a client, and answers both of its ends. */
  async function connect(transport: 'websocket' | 'polling' = 'websocket'): Promise<[Client, Socket]> {
    const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
    client = io(url, { transports: [transport] });
    const end = client;
    const [socket] = await Promise.all([
      new Promise<Socket>((resolve) => sockets.once('connection', resolve)),
      new Promise<void>((resolve) => end.once('connect', resolve)),
    ]);
    writes = [];
    return [end, socket];
  }

  it('goes with the answer to its handshake', async () => {
    let systemCalls = 0;
    httpServer.once('connection', (network: NetSocket) => {
      for (const name of ['_write', '_writev'] as const) {
        const write = network[name]?.bind(network) as (...args: unknown[]) => void;
        Reflect.set(network, name, (...args: unknown[]) => {
          systemCalls += 1;
          write(...args);
        });
      }
    });
    const raw = connectTo((httpServer.address() as AddressInfo).port, '127.0.0.1');
    raw.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    const [first]: Buffer[] = await once(raw, 'data');
    raw.destroy();
    expect(first?.toString('latin1')).to.match(/^HTTP\/1\.1 101 [\s\S]*"sid":/);
    expect(systemCalls).to.equal(1);
  });

  /** What the client is told, as soon as it is so much. */
  function received(end: Client, count: number): Promise<unknown[]> {
    return new Promise((resolve) => {
      const values: unknown[] = [];
      end.on('told', (value: unknown) => {
        values.push(value);
        if (values.length === count) resolve(values);
      });
    });
  }

  it('is handed to the operating system at once, however it was sent, and in that order', async () => {
    const [end, socket] = await connect();
    socket.join('room');
    const told = received(end, 6);
    socket.emit('told', 0);
    sockets.emit('told', 1);
    socket.conn.send('2["told",2]');
    sockets.to('room').emit('told', 3);
    await Promise.resolve();
    socket.emit('told', 4);
    await Promise.resolve();
    expect(writes).to.deep.equal([]);
    sockets.local.emit('told', 5);
    await new Promise(setImmediate);
    expect(writes).to.have.length(1);
    expect(await told).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it('arrives as it was sent, whatever its characters and its length', async () => {
    const [end, socket] = await connect();
    // The packet has eleven characters more than the text; at 126 and at 65,536 bytes a frame has another header.
    const lengths = [0, 1, 100, 112, 113, 114, 115, 116, 117, 1_000, 65_521, 65_522, 65_523, 65_524, 65_525, 200_000];
    const texts = ['a', '\u0000', 'é', 'ÿ', '€', '\u{1f984}'].flatMap((character) =>
      lengths.map((length) => character.repeat(length)),
    );
    const told = received(end, texts.length + 2);
    socket.emit('told', Buffer.from([0xff, 0]));
    for (const text of texts) socket.emit('told', text);
    socket.emit('told', Buffer.from([1]));
    const [first, ...rest] = await told;
    expect(Buffer.from(first as Buffer)).to.deep.equal(Buffer.from([0xff, 0]));
    expect(rest.slice(0, -1)).to.deep.equal(texts);
  });

  it('arrives when the connection is closed in the same turn', async () => {
    const [end, socket] = await connect();
    const told = received(end, 1);
    const disconnected = new Promise((resolve) => end.once('disconnect', resolve));
    socket.emit('told', 'last');
    socket.disconnect(true);
    expect(await told).to.deep.equal(['last']);
    await disconnected;
  });

  it('arrives over HTTP polling too', async () => {
    const [end, socket] = await connect('polling');
    const told = received(end, 50);
    for (let count = 0; count < 50; count += 1) socket.emit('told', count);
    expect(await told).to.deep.equal(Array.from({ length: 50 }, (_, count) => count));
  });

  it('is handed on in one go, however much has waited for the client', async () => {
    const [end, socket] = await connect();
    const count = 100_000;
    const told = received(end, count);
    for (let number = 0; number < count; number += 1) socket.emit('told', number);
    expect(await told).to.deep.equal(Array.from({ length: count }, (_, number) => number));
  });

  it('waits in Engine.IO, where it is counted, once the client takes no more', async () => {
    const connected = new Promise<Socket>((resolve) => sockets.once('connection', resolve));
    const reader = new RawClient((httpServer.address() as AddressInfo).port, { path: '/socket.io/' });
    await reader.opened();
    reader.send('40');
    const socket = await connected;
    reader.pause();
    // To TypeScript it is private.
    const held = (): number => Reflect.get(socket.conn, 'writeBuffer').length;
    let sent = 0;
    for (; sent < 30_000 && held() < 10; sent += 1) {
      socket.emit('told', 'a'.repeat(1_000));
      await new Promise(setImmediate);
    }
    expect(held()).to.equal(10);
    reader.resume();
    socket.emit('told', 'last');
    await reader.next('42["told","last"]');
    expect(reader.frames.filter((frame) => frame.startsWith('42'))).to.have.length(sent + 1);
  });
});
