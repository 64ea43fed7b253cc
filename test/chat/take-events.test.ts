import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { type Socket as Client, io } from 'socket.io-client';
import { ChatEngine } from '../../src/chat/chat-engine.js';
import type { ChatSocket } from '../../src/chat/chat-socket.js';
import { AckRequest } from '../../src/chat/packets.js';
import { takeEvents } from '../../src/chat/take-events.js';
import { Changes } from '../support/changes.js';
import { RawClient } from '../support/raw-client.js';

describe('the events of a client', () => {
  let httpServer: HttpServer;
  let sockets: Server;
  let port: number;
  let client: Client | undefined;
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
      takeEvents(socket, (sent) => {
        taken.push(sent[0]);
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

  afterEach(async () => {
    client?.disconnect();
    client = undefined;
    await sockets.close();
    httpServer.closeAllConnections();
    httpServer.close();
  });

  const takes = (count: number) => changes.until(`${count} events`, () => taken.length >= count || undefined);
  const messages = () => seenByEngine.filter((packet) => packet.startsWith('message'));

  it('come past Engine.IO by a WebSocket, those of the contract, with the number to acknowledge them by', async () => {
    await start();
    const raw = await RawClient.join(port, '');
    raw.send('42/chat,["fetch-users",{}]');
    raw.send('42/chat,17["send-message",{}]');
    await raw.next('42/chat,["chat",{"ack":17}]');
    expect(taken).to.deep.equal(['fetch-users', 'send-message']);
    expect(messages()).to.deep.equal([]);
    raw.close();
  });

  it('keep their order, those of the contract among others', async () => {
    await start();
    const raw = await RawClient.join(port, '');
    const names = Array.from({ length: 60 }, (_, index) => (index % 3 === 1 ? `other-${index}` : 'fetch-users'));
    for (const name of names) raw.send(`42/chat,["${name}",{}]`);
    await takes(names.length);
    expect(taken).to.deep.equal(names);
    expect(messages()).to.have.lengthOf(20);
    raw.close();
  });

  it('come by way of Engine.IO by HTTP polling, and past it after the upgrade to a WebSocket', async () => {
    await start();
    let upgrade = () => {};
    mayUpgrade = new Promise((resolve) => {
      upgrade = resolve;
    });
    client = io(`http://127.0.0.1:${port}/chat`, { path: '/ws' });
    expect(await client.emitWithAck('fetch-users', {})).to.deep.equal({ by: 'the library' });
    upgrade();
    await changes.until('an upgrade', () => socket.conn.transport.name === 'websocket' || undefined);
    const before = messages().length;
    const told = new Promise((resolve) => client?.once('chat', resolve));
    client.emit('send-message', {}, () => {});
    expect(await told).to.have.property('ack');
    expect(messages()).to.have.lengthOf(before);
    expect(socket.data.webSocket, 'the way to write by').to.not.equal(undefined);
  });

  it('come by way of Engine.IO from the first packet with attachments on', async () => {
    await start();
    const raw = await RawClient.join(port, '');
    raw.send('451-/chat,["send-message",{"_placeholder":true,"num":0}]');
    raw.send(Buffer.of(1));
    raw.send('42/chat,["fetch-users",{}]');
    await takes(2);
    expect(taken).to.deep.equal(['send-message', 'fetch-users']);
    expect(messages()).to.have.lengthOf(3);
    raw.close();
  });

  it('tell Engine.IO that the client is there, while it waits for the answer to a ping', async () => {
    await start({ pingInterval: 20, pingTimeout: 10_000 });
    const raw = await RawClient.join(port, '', { answersPings: false });
    await raw.next('2');
    raw.send('42/chat,["fetch-users",{}]');
    await takes(1);
    expect(messages()).to.deep.equal(['message 2/chat,["fetch-users",{}]']);
    raw.close();
  });

  it('are left to the library, which ends the connection, when the socket was disconnected', async () => {
    await start();
    const raw = await RawClient.join(port, '');
    const disconnected = once(socket, 'disconnect');
    raw.send('41/chat,');
    await disconnected;
    raw.send('42/chat,["fetch-users",{}]');
    await raw.closed();
    expect(taken).to.deep.equal([]);
  });

  it('are left to Engine.IO, which ignores them, when the connection is being closed', async () => {
    await start();
    const raw = await RawClient.join(port, '');
    socket.conn.readyState = 'closing';
    raw.send('42/chat,["fetch-users",{}]');
    await new Promise((resolve) => socket.data.webSocket?.once('message', resolve));
    socket.conn.readyState = 'open';
    raw.send('42/chat,["send-message",{}]');
    await takes(1);
    expect(taken).to.deep.equal(['send-message']);
    raw.close();
  });
});
