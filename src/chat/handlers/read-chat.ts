import type { Handler } from '../handler.js';

export const readChat: Handler<'read-chat'> = ({ conversations }, { account }, { id }) =>
  conversations.read(account, id);
