import type { FetchUsersReply, FetchUsersRequest } from '../../generated/models.js';
import { type Outcome, outcome } from './notice.js';
import type { Account, AccountStore } from './ports.js';
import type { Presence } from './presence.js';

/** Lists the users by username, without the caller and deleted accounts; with a `limit`, one page of them. */
export async function listUsers(
  accounts: Pick<AccountStore, 'list'>,
  presence: Presence,
  caller: Account,
  { prefix, after, limit }: FetchUsersRequest,
): Promise<Outcome<FetchUsersReply>> {
  const found = await accounts.list({
    exceptId: caller.id,
    ...(prefix !== undefined && { prefix }),
    ...(after !== undefined && { after }),
    // One more account than requested tells whether there is a next page.
    ...(limit !== undefined && { limit: limit + 1 }),
  });
  const page = limit === undefined ? found : found.slice(0, limit);
  const online = await presence.online(page.map(({ id }) => id));
  const last = page.at(-1);
  return outcome({
    users: page.map(({ id, username }) => ({ username, isOnline: online.has(id) })),
    ...(last && page.length < found.length && { next: last.username }),
  });
}
