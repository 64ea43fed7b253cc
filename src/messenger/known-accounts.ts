import type { Account, AccountStore } from './ports.js';

/** How many accounts are remembered, by name and by id: some megabytes at the most. */
const limit = 10_000;

/**
 * Remembers accounts, so that a message does not begin with a look into the database. What is remembered stays true: an id
 * and a name belong to each other for good. Only that an account was deleted by another process is not known here; where it
 * matters, the store has the last word.
 *
 * Who asks for the same account twice is answered in the order of asking: while it is looked for, all wait for the same
 * promise.
 */
export class KnownAccounts {
  readonly #byName: Lookup<string>;
  readonly #byId: Lookup<number>;

  constructor(store: Pick<AccountStore, 'findByUsername' | 'findById'>) {
    this.#byName = new Lookup((key) => store.findByUsername(key));
    this.#byId = new Lookup((id) => store.findById(id));
  }

  /** The account, if it is remembered. */
  recall(username: string): Account | undefined {
    return this.#byName.recall(username.toLowerCase());
  }

  async find(username: string): Promise<Account | undefined> {
    return this.#byName.find(username.toLowerCase());
  }

  async findById(id: number): Promise<Account | undefined> {
    return this.#byId.find(id);
  }

  /** From now on this is what is known of the account. */
  replace(account: Account): void {
    this.#byName.remember(account.username.toLowerCase(), account);
    this.#byId.remember(account.id, account);
  }
}

/** Accounts by one of their keys. */
class Lookup<Key> {
  readonly #look: (key: Key) => Promise<Account | undefined>;
  readonly #known = new Map<Key, Account>();
  readonly #sought = new Map<Key, Promise<Account | undefined>>();

  constructor(look: (key: Key) => Promise<Account | undefined>) {
    this.#look = look;
  }

  recall(key: Key): Account | undefined {
    return this.#known.get(key);
  }

  find(key: Key): Account | Promise<Account | undefined> {
    return this.#known.get(key) ?? this.#sought.get(key) ?? this.#seek(key);
  }

  remember(key: Key, account: Account): void {
    // Who is being looked for was read before.
    this.#sought.delete(key);
    this.#known.set(key, account);
    const [oldest] = this.#known.keys();
    if (this.#known.size > limit && oldest !== undefined) this.#known.delete(oldest);
  }

  #seek(key: Key): Promise<Account | undefined> {
    const sought = this.#look(key);
    this.#sought.set(key, sought);
    // Nobody is remembered as missing: they may register. Nor is a failure: the database may come back.
    const settle = (account?: Account) => {
      if (this.#sought.get(key) !== sought) return;
      this.#sought.delete(key);
      if (account) this.remember(key, account);
    };
    sought.then(settle, () => settle());
    return sought;
  }
}
