import type { Handler } from '../handler.js';

export const sendMessage: Handler<'send-message'> = ({ conversations }, { account }, payload) =>
  conversations.send(account, payload);
