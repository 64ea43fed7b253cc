import type { ClientEvent, Handler } from './handler.js';
import { fetchConversationWithUser } from './handlers/fetch-conversation-with-user.js';
import { fetchUnreadChatsCount } from './handlers/fetch-unread-chats-count.js';
import { fetchUsers } from './handlers/fetch-users.js';
import { readChat } from './handlers/read-chat.js';
import { sendMessage } from './handlers/send-message.js';
import { stopWaitingForUser } from './handlers/stop-waiting-for-user.js';
import { waitForUser } from './handlers/wait-for-user.js';

/** The handler of each client event of the contract; the type requires each event and no other. */
export const handlers: { readonly [Event in ClientEvent]: Handler<Event> } = {
  'fetch-users': fetchUsers,
  'fetch-conversation-with-user': fetchConversationWithUser,
  'fetch-unread-chats-count': fetchUnreadChatsCount,
  'read-chat': readChat,
  'send-message': sendMessage,
  'wait-for-user': waitForUser,
  'stop-waiting-for-user': stopWaitingForUser,
};
