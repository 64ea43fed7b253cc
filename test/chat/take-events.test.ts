import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { type Socket as Client, io } from 'socket.io-client';
import { ChatEngine } from '../../src/chat/chat-engine.js';
import { type ChatSocket, writePacket } from '../../src/chat/chat-socket.js';
import { AckRequest, eventPacket } from '../../src/chat/packets.js';
import { takeEvents } from '../../src/chat/take-events.js';
import { nextTurn } from '../../src/storage/group-commit.js';
import { Changes } from '../support/changes.js';
import { RawClient } from '../support/raw-client.js';

describe('events past Engine.IO', () => {
  let httpServer: HttpServer;
  let sockets: Server;
  let port: number;
  let polling: Client | undefined;
  const raws: RawClient[] = [];
  /** The names of the events that were taken. */
  let taken: string[];
  /** The packets that came by way of Engine.IO. */
  let seenByEngine: string[];
  let changes: Changes;
  /** WebSockets wait for this. */
  let mayUpgrade: Promise<void>;
  let socket: ChatSocket;

  const start = async (options: { readonly pingInterval?: number; readonly pingTimeout?: number } = {}) => {
    taken = [];
    seenByEngine = [];
    changes = new Changes();
    mayUpgrade = Promise.resolve();
    const engine = new ChatEngine(options);
    httpServer = createServer((request, response) => engine.handleRequest(request as never, response));
    httpServer.on('upgrade', async (request, network, head) => {
      await mayUpgrade;
      engine.handleUpgrade(request, network, head);
    });
    sockets = new Server({ serveClient: false }).bind(engine);
    sockets.of('/chat').on('connection', (connected) => {
      socket = connected as ChatSocket;
      socket.conn.on('packet', ({ type, data }) => {
        seenByEngine.push(`${type} ${data}`);
        changes.notify();
      });
      socket.conn.on('upgrade', () => changes.notify());
      takeEvents(socket, taken, (events, sent) => {
        events.push(sent[0]);
        const ack = sent.at(-1);
        if (typeof ack === 'function') ack({ by: 'the library' });
        if (ack instanceof AckRequest) socket.emit('chat', { ack: ack.id } as never);
        changes.notify();
      });
    });
    httpServer.listen(0, '127.0.0.1');
    await once(httpServer, 'listening');
    port = (httpServer.address() as AddressInfo).port;
  };

  const join = async (options = {}) => {
    const raw = await RawClient.join(port, '', options);
    raws.push(raw);
    return raw;
  };

  /** A WebSocket that has not joined the namespace. */
  const open = async (query = 'EIO=4&transport=websocket') => {
    const raw = new RawClient(port, { query });
    raws.push(raw);
    await raw.opened();
    return raw;
  };

  /** Connects a client, whose upgrade to a WebSocket waits for the function that it answers. */
  const connectByPolling = () => {
    let upgrade = () => {};
    mayUpgrade = new Promise((resolve) => {
      upgrade = resolve;
    });
    polling = io(`http://127.0.0.1:${port}/chat`, { path: '/ws' });
    return { client: polling, upgrade };
  };

  afterEach(async () => {
    for (const raw of raws.splice(0)) raw.close();
    polling?.disconnect();
    polling = undefined;
    await sockets.close();
    httpServer.closeAllConnections();
    httpServer.close();
  });

  const takes = (count: number) => changes.until(`${count} events`, () => taken.length >= count || undefined);
  const messages = () => seenByEngine.filter((packet) => packet.startsWith('message'));

  it('come past Engine.IO by a WebSocket, those of the contract, with the number to acknowledge them by', async () => {
    await start();
    const raw = await join();
    raw.send('42/chat,["fetch-users",{}]');
    raw.send('42/chat,17["send-message",{}]');
    await raw.next('42/chat,["chat",{"ack":17}]');
    expect(taken).to.deep.equal(['fetch-users', 'send-message']);
    expect(messages()).to.deep.equal([]);
  });

  it('keep their order, those of the contract among others', async () => {
    await start();
    const raw = await join();
    const names = Array.from({ length: 60 }, (_, index) => (index % 3 === 1 ? `other-${index}` : 'fetch-users'));
    for (const name of names) raw.send(`42/chat,["${name}",{}]`);
    await takes(names.length);
    expect(taken).to.deep.equal(names);
    expect(messages()).to.have.lengthOf(20);
  });

  it('come by way of Engine.IO by HTTP polling, and past it after the upgrade to a WebSocket', async () => {
    await start();
    const { client, upgrade } = connectByPolling();
    expect(await client.emitWithAck('fetch-users', {})).to.deep.equal({ by: 'the library' });
    upgrade();
    await changes.until('an upgrade', () => socket.conn.transport.name === 'websocket' || undefined);
    const before = messages().length;
    const told = new Promise((resolve) => client.once('chat', resolve));
    client.emit('send-message', {}, () => {});
    expect(await told).to.have.property('ack');
    expect(messages()).to.have.lengthOf(before);
    expect(socket.data.webSocket, 'the way to write by').to.not.equal(undefined);
  });

  it('are a fault among attachments, also among those that were announced before there were events to be taken', async () => {
    await start();
    const raw = await open();
    raw.send('40/chat,');
    raw.send('451-/chat,["send-message",{"_placeholder":true,"num":0}]');
    await raw.next('40/chat,');
    raw.send('42/chat,["fetch-users",{}]');
    await raw.closed();
    expect(taken).to.deep.equal([]);
  });

  it('come past Engine.IO again when all attachments have come', async () => {
    await start();
    const raw = await join();
    raw.send('451-/chat,["send-message",{"_placeholder":true,"num":0}]');
    raw.send(Buffer.of(1));
    raw.send('42/chat,["fetch-users",{}]');
    await takes(2);
    expect(taken).to.deep.equal(['send-message', 'fetch-users']);
    expect(messages()).to.have.lengthOf(2);
  });

  it('tell Engine.IO that the client is there, while it waits for the answer to a ping', async () => {
    await start({ pingInterval: 20, pingTimeout: 10_000 });
    const raw = await join({ answersPings: false });
    await raw.next('2');
    raw.send('42/chat,["fetch-users",{}]');
    await takes(1);
    expect(messages()).to.deep.equal(['message 2/chat,["fetch-users",{}]']);
  });

  it('come to nothing after a disconnect, be it in the same turn', async () => {
    await start();
    await join();
    const disconnected = once(socket, 'disconnect');
    for (const packet of ['42/chat,["send-message",{}]', '41/chat,', '42/chat,["fetch-users",{}]'])
      socket.data.webSocket?.emit('message', Buffer.from(packet), false);
    await disconnected;
    await nextTurn();
    expect(taken).to.deep.equal(['send-message']);
  });

  it('come from the WebSocket that took the place of another, and not from that one any more', async () => {
    await start();
    await join();
    const { webSocket } = socket.data;
    const raw = await open(`EIO=4&transport=websocket&sid=${Reflect.get(socket.conn, 'id')}`);
    raw.send('2probe');
    await raw.next('3probe');
    const upgraded = once(socket.conn, 'upgrade');
    raw.send('5');
    await upgraded;
    webSocket?.emit('message', Buffer.from('42/chat,["fetch-users",{}]'), false);
    raw.send('42/chat,7["send-message",{}]');
    await takes(1);
    expect(taken).to.deep.equal(['send-message']);
  });

  it('are left to the library, which ends the connection, when the socket was disconnected', async () => {
    await start();
    const raw = await join();
    const disconnected = once(socket, 'disconnect');
    raw.send('41/chat,');
    await disconnected;
    raw.send('42/chat,["fetch-users",{}]');
    await raw.closed();
    expect(taken).to.deep.equal([]);
  });

  it('are left to Engine.IO, which ignores them, when the connection is being closed', async () => {
    await start();
    const raw = await join();
    socket.conn.readyState = 'closing';
    raw.send('42/chat,["fetch-users",{}]');
    await new Promise((resolve) => socket.data.webSocket?.once('message', resolve));
    socket.conn.readyState = 'open';
    raw.send('42/chat,["send-message",{}]');
    await takes(1);
    expect(taken).to.deep.equal(['send-message']);
  });

  it('are read by nobody any more, once the server closes the connection, however long the client takes to', async () => {
    await start();
    const raw = await join();
    raw.stall();
    socket.conn.close();
    expect(socket.data.webSocket?.reader).to.equal(undefined);
  });

  it('keep their order also to the client, before, at and after the upgrade', async () => {
    await start();
    const { client, upgrade } = connectByPolling();
    const received: number[] = [];
    client.on('chat', ({ number }) => {
      received.push(number);
      changes.notify();
    });
    await client.emitWithAck('fetch-users', {});
    let sent = 0;
    const send = () => {
      for (const end = sent + 4; sent < end; sent += 1) {
        if (sent % 2 === 0) writePacket(socket, eventPacket('chat', { number: sent }));
        else socket.emit('chat', { number: sent } as never);
      }
    };
    send();
    upgrade();
    for (let after = 0; after < 10; after += socket.conn.transport.name === 'websocket' ? 1 : 0) {
      send();
      await nextTurn();
    }
    await changes.until('all of it', () => received.length >= sent || undefined);
    expect(received).to.deep.equal(Array.from({ length: sent }, (_, number) => number));
  });

  it('wait, to the client, behind what Engine.IO has not written yet', async () => {
    await start();
    const raw = await join();
    const { transport } = socket.conn;
    transport.writable = false;
    socket.emit('chat', { number: 1 } as never);
    writePacket(socket, eventPacket('chat', { number: 2 }));
    transport.writable = true;
    socket.emit('chat', { number: 3 } as never);
    await raw.next('42/chat,["chat",{"number":3}]');
    expect(raw.frames.slice(-3)).to.deep.equal([1, 2, 3].map((number) => `42/chat,["chat",{"number":${number}}]`));
  });
});
