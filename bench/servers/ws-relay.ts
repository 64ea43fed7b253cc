import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './listen.js';
import { type SentMessage, toChat } from './stored-chat.js';

/** The relay on `ws` alone, with one JSON array per frame: the lower bound for a server on Node and `ws`. */
const httpServer = createServer();
const sockets = new Map<string, WebSocket>();

new WebSocketServer({ server: httpServer }).on('connection', (socket, request) => {
  const username = new URL(request.url ?? '/', 'ws://localhost').searchParams.get('username') ?? '';
  sockets.set(username, socket);
  socket.on('close', () => sockets.delete(username));
  socket.on('message', (data) => {
    // The relay validates nothing; the load sends payloads of this type.
    const [id, , sent] = JSON.parse(String(data)) as [number, string, SentMessage];
    const chat = toChat(randomUUID(), username, sent, new Date());
    socket.send(JSON.stringify([id, { chat }]));
    const recipient = sockets.get(sent.user);
    recipient?.send(JSON.stringify(['chat', { chat }]));
    recipient?.send(JSON.stringify(['unread-chats-count', { user: username, unreadChatsCount: 1 }]));
  });
  socket.send('["ready"]');
});

await listen(httpServer);
