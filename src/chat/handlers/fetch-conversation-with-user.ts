import type { Handler } from '../handler.js';

export const fetchConversationWithUser: Handler<'fetch-conversation-with-user'> = (
  { conversations },
  { account },
  payload,
) => conversations.fetch(account, payload);
