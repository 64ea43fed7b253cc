import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import type { ChatSocket } from '../../src/chat/chat-socket.js';
import { WriteCoalescer } from '../../src/chat/write-coalescer.js';

describe('what is sent to one client in one turn', () => {
  for (const transport of ['websocket', 'polling'] as const) {
    it(`arrives, all of it and in order, over ${transport}`, async () => {
      const server = createServer();
      const sockets = new Server(server);
      const coalescer = new WriteCoalescer();
      const corked: number[] = [];
      sockets.on('connection', (socket: ChatSocket) => {
        coalescer.add(socket);
        const { socket: net } = socket.conn.request;
        for (let count = 0; count < 50; count += 1) {
          socket.emit('user-join', { user: `user-${count}` });
          corked.push(net.writableCorked);
        }
        process.nextTick(() => corked.push(net.writableCorked));
      });
      server.listen(0);
      await once(server, 'listening');
      const client = io(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { transports: [transport] });
      const received: string[] = [];
      try {
        await new Promise<void>((resolve) => {
          client.on('user-join', ({ user }: { user: string }) => {
            received.push(user);
            if (received.length === 50) resolve();
          });
        });
        expect(received).to.deep.equal(Array.from({ length: 50 }, (_, count) => `user-${count}`));
        // Held back from the first to the last, and let go in the same turn.
        const held = transport === 'websocket' ? 1 : 0;
        expect(corked).to.deep.equal([...Array<number>(50).fill(held), 0]);
      } finally {
        client.disconnect();
        await sockets.close();
      }
    });
  }
});
