import { outcome } from '../../messenger/notice.js';
import type { Handler } from '../handler.js';

export const stopWaitingForUser: Handler<'stop-waiting-for-user'> = async (
  { accounts, presence },
  { connection },
  { user },
) => {
  presence.stopWaiting(connection, await accounts.require(user));
  return outcome({});
};
