import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './listen.js';
import { type SentMessage, toChat } from './stored-chat.js';

/** The floor: the relay on WebSockets alone, a JSON array a frame. Nothing that Node serves with `ws` costs less. */
const httpServer = createServer();
const sockets = new Map<string, WebSocket>();

new WebSocketServer({ server: httpServer }).on('connection', (socket, request) => {
  const username = new URL(request.url ?? '/', 'ws://localhost').searchParams.get('username') ?? '';
  sockets.set(username, socket);
  socket.on('close', () => sockets.delete(username));
  socket.on('message', (data) => {
    // Nothing is checked here: what the load sends has this form.
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
