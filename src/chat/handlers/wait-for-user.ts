import { outcome } from '../../messenger/notice.js';
import type { Handler } from '../handler.js';

export const waitForUser: Handler<'wait-for-user'> = async ({ accounts, presence }, caller, { user }) => {
  const awaited = await accounts.requireActive(user);
  // First wait, then look: in the other order, somebody who came in between would be missed.
  caller.wait(awaited.id);
  return outcome({}, await presence.tellIfOnline(caller.connection, awaited));
};
