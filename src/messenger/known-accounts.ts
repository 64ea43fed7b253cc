import type { Account, AccountStore } from './ports.js';

/** How many accounts are remembered: some megabytes at the most. */
const limit = 10_000;

/**
 * Remembers accounts by their names, so that a message does not begin with a look into the database. What is remembered
 * stays true: an id and a name belong to each other for good. Only that an account was deleted by another process is not
 * known here; where it matters, the store has the last word.
 *
 * Who asks for the same account twice is answered in the order of asking: while it is looked for, all wait for the same
 * promise.
 */
export class KnownAccounts {
  readonly #store: Pick<AccountStore, 'findByUsername'>;
  /** By name in lower case. */
  readonly #known = new Map<string, Account>();
  readonly #sought = new Map<string, Promise<Account | undefined>>();

  constructor(store: Pick<AccountStore, 'findByUsername'>) {
    this.#store = store;
  }

  async find(username: string): Promise<Account | undefined> {
    const key = username.toLowerCase();
    return this.#known.get(key) ?? this.#sought.get(key) ?? this.#seek(key);
  }

  /** From now on this is what is known of the account. */
  replace(account: Account): void {
    const key = account.username.toLowerCase();
    // Who is being looked for was read before.
    this.#sought.delete(key);
    this.#known.set(key, account);
    const [oldest] = this.#known.keys();
    if (this.#known.size > limit && oldest !== undefined) this.#known.delete(oldest);
  }

  #seek(key: string): Promise<Account | undefined> {
    const sought = this.#store.findByUsername(key);
    this.#sought.set(key, sought);
    // Nobody is remembered as missing: they may register. Nor is a failure: the database may come back.
    const settle = (account?: Account) => {
      if (this.#sought.get(key) !== sought) return;
      this.#sought.delete(key);
      if (account) this.replace(account);
    };
    sought.then(settle, () => settle());
    return sought;
  }
}
