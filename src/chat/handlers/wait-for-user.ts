import { outcome } from '../../messenger/notice.js';
import type { Handler } from '../handler.js';

export const waitForUser: Handler<'wait-for-user'> = async ({ accounts, presence }, caller, { user }) => {
  const awaited = await accounts.requireActive(user);
  // Subscribed before the lookup: in the other order, an account that connects in between would be missed.
  caller.wait(awaited.id);
  return outcome({}, await presence.noticesIfOnline(caller.connection, awaited));
};
