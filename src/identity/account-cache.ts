import { LRUCache } from 'lru-cache';
import { MessengerError } from '../errors.js';
import type { Account, AccountStore } from './ports.js';

/** The maximum number of cached accounts: a few megabytes. */
const maxAccounts = 10_000;

/**
 * Caches accounts by username, so that sending a message needs no database lookup. An account's id and username never
 * change. Only a deletion by another node makes an entry outdated: the store checks for it when it stores a message.
 */
export class AccountCache {
  readonly #accounts: LRUCache<string, Account>;

  constructor(store: Pick<AccountStore, 'findByUsername'>) {
    this.#accounts = new LRUCache({
      max: maxAccounts,
      // Concurrent lookups of one username share one query. `replace` and eviction must not fail the query's callers.
      ignoreFetchAbort: true,
      fetchMethod: async (username) => {
        const account = await store.findByUsername(username);
        // The cache keeps no rejected lookup: the user may register later.
        if (!account) throw new MessengerError('user-not-found');
        return account;
      },
    });
  }

  /**
   * Finds the account with that username, in any case, deleted or not.
   * @throws MessengerError `user-not-found`
   */
  require(username: string): Promise<Account> {
    return this.#accounts.forceFetch(username.toLowerCase());
  }

  /** Finds the account with that username only if it is cached. */
  recall(username: string): Account | undefined {
    return this.#accounts.get(username.toLowerCase());
  }

  /** Caches the account's new state. A lookup that is still running does not overwrite it. */
  replace(account: Account): void {
    this.#accounts.set(account.username.toLowerCase(), account);
  }
}
