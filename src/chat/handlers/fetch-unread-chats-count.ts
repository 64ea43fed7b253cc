import type { Handler } from '../handler.js';

export const fetchUnreadChatsCount: Handler<'fetch-unread-chats-count'> = ({ conversations }, { account }, { user }) =>
  conversations.countUnread(account, user);
