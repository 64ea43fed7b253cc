import { outcome } from '../../messenger/notice.js';
import type { Handler } from '../handler.js';

export const stopWaitingForUser: Handler<'stop-waiting-for-user'> = async ({ accounts }, caller, { user }) => {
  const { id } = await accounts.require(user);
  caller.stopWaiting(id);
  return outcome({});
};
