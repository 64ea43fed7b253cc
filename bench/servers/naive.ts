import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import knex from 'knex';
import { Server } from 'socket.io';
import { z } from 'zod';
import { listen } from './listen.js';
import { toChat } from './stored-chat.js';

/**
 * The naive service: it validates a message with zod, inserts the row, counts the unread messages and emits the events, one
 * message at a time. It has no authentication, no limits and no logs. `DATABASE_URL` names an empty MySQL database.
 */
const sendMessage = z.object({
  user: z.string().min(1).max(64),
  message: z.string().min(1).max(8_192),
  media: z.array(z.url()).max(10).optional(),
  clientMessageId: z.string().min(1).max(64).optional(),
});

const database = knex({ client: 'mysql2', connection: process.env['DATABASE_URL'] ?? '' });
await database.schema.createTable('chats', (table) => {
  table.uuid('id').primary();
  table.string('sender', 64).notNullable();
  table.string('recipient', 64).notNullable();
  table.text('message').notNullable();
  table.boolean('has_read').notNullable().defaultTo(false);
  table.datetime('sent_at', { precision: 3 }).notNullable();
  table.index(['recipient', 'sender', 'has_read']);
});

const httpServer = createServer();
const io = new Server(httpServer, { path: '/ws', serveClient: false });

io.of('/chat').on('connection', (socket) => {
  const { username } = socket.handshake.auth;
  socket.join(username);
  socket.on('send-message', async (payload: unknown, acknowledge: (reply: object) => void) => {
    const { success, data, error } = sendMessage.safeParse(payload);
    if (!success) {
      acknowledge({ error: { code: 'validation-failed', message: error.message } });
      return;
    }
    try {
      const { user, message } = data;
      const [id, sentAt] = [randomUUID(), new Date()];
      await database('chats').insert({ id, sender: username, recipient: user, message, sent_at: sentAt });
      const unread = { recipient: user, sender: username, has_read: false };
      const [row] = await database('chats').where(unread).count({ count: '*' });
      const chat = toChat(id, username, data, sentAt);
      acknowledge({ chat });
      socket.to(user).emit('chat', { chat });
      socket.to(user).emit('unread-chats-count', { user: username, unreadChatsCount: Number(row?.['count']) });
    } catch (thrown) {
      acknowledge({ error: { code: 'internal-error', message: String(thrown) } });
    }
  });
});

await listen(httpServer);
