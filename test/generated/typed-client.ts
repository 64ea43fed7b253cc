import type { Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import type { ClientToServerEvents, Result, ServerToClientEvents } from '../../generated/events.js';
import type { Chat, ErrorReply, SendMessageReply } from '../../generated/models.js';

/** Never run, only compiled: each `@ts-expect-error` requires a compiler error in the line below it. */
export async function speak(socket: Socket<ServerToClientEvents, ClientToServerEvents>): Promise<Chat> {
  const reply = await socket.emitWithAck('send-message', { user: 'bob', message: 'Hello' });
  // @ts-expect-error an error reply has no chat
  reply.chat.id;
  if (reply.error) {
    // @ts-expect-error a failure has no chat
    reply.chat.id;
    // @ts-expect-error a code that the contract does not list
    if (reply.error.code === 'no-such-code') throw new Error();
    throw new Error(reply.error.code === 'rate-limited' ? `${reply.error.retryAfterMs} ms` : reply.error.message);
  }
  const none: undefined = reply.error;
  // @ts-expect-error a required field is missing
  await socket.emitWithAck('send-message', { user: 'bob' });
  // @ts-expect-error a field of another type
  await socket.emitWithAck('send-message', { user: 'bob', message: 1 });
  // @ts-expect-error a field that the contract does not name
  await socket.emitWithAck('send-message', { user: 'bob', message: 'Hello', colour: 'red' });
  // @ts-expect-error an event of the server
  socket.emit('user-join', { user: 'bob' });
  // @ts-expect-error an unknown event
  socket.emit('send-massage', { user: 'bob', message: 'Hello' });
  socket.on('chat', ({ chat }) => {
    const sentAt: string = chat.sent_at;
    // @ts-expect-error a misspelled field
    chat.hasRead;
    return sentAt;
  });
  // @ts-expect-error an event of the client
  socket.on('send-message', () => none);
  return reply.chat;
}

export function serve(socket: ServerSocket<ClientToServerEvents, ServerToClientEvents>, chat: Chat): void {
  socket.on('send-message', (payload, acknowledge) => {
    acknowledge({ chat: { ...chat, message: payload.message } });
    acknowledge({ error: { code: 'user-not-found', message: payload.user } });
    // @ts-expect-error neither a success reply nor an error reply
    acknowledge({ chat, error: { code: 'user-not-found', message: '' } });
    // @ts-expect-error a code that the contract does not list
    acknowledge({ error: { code: 'nobody', message: '' } });
    // @ts-expect-error a reply that lacks its chat
    acknowledge({});
  });
  // @ts-expect-error a field is missing
  socket.emit('unread-chats-count', { user: 'bob' });
  socket.emit('unread-chats-count', { user: 'bob', unreadChatsCount: 1 });
}

export function narrow(reply: Result<SendMessageReply, ErrorReply>): string {
  return reply.error ? reply.error.code : reply.chat.message;
}
