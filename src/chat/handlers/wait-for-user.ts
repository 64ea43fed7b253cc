import { outcome } from '../../messenger/notice.js';
import type { Handler } from '../handler.js';

export const waitForUser: Handler<'wait-for-user'> = async (
  { accounts, presence },
  { account, connection },
  { user },
) => {
  const awaited = await accounts.requireActive(user);
  return outcome({}, presence.wait(account, connection, awaited));
};
