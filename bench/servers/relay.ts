import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { listen } from './listen.js';
import { type SentMessage, toChat } from './stored-chat.js';

/**
 * The bare relay: private messages as Socket.IO's documentation shows them
 * (https://socket.io/get-started/private-messaging-part-1/), with acknowledgements. It stores nothing and validates nothing.
 */
const httpServer = createServer();
const io = new Server(httpServer, { path: '/ws', serveClient: false });

io.of('/chat').on('connection', (socket) => {
  const { username } = socket.handshake.auth;
  socket.join(username);
  socket.on('send-message', (sent: SentMessage, acknowledge: (reply: object) => void) => {
    const chat = toChat(randomUUID(), username, sent, new Date());
    acknowledge({ chat });
    socket.to(sent.user).emit('chat', { chat });
    socket.to(sent.user).emit('unread-chats-count', { user: username, unreadChatsCount: 1 });
  });
});

await listen(httpServer);
