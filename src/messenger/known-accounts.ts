import type { Account, AccountStore } from './ports.js';

/** How many accounts are remembered: some megabytes at the most. */
const limit = 10_000;

/**
 * Remembers accounts, so that a message does not begin with a look into the database. What is remembered stays true: an id
 * and a name belong to each other for good. Only that an account was deleted by another process is not known here; where it
 * matters, the store has the last word.
 *
 * Who asks for the same account twice is answered in the order of asking: both wait for the same promise.
 */
export class KnownAccounts {
  readonly #store: Pick<AccountStore, 'findByUsername' | 'findById'>;
  readonly #byName = new Map<string, Promise<Account | undefined>>();
  readonly #byId = new Map<number, Promise<Account | undefined>>();

  constructor(store: Pick<AccountStore, 'findByUsername' | 'findById'>) {
    this.#store = store;
  }

  find(username: string): Promise<Account | undefined> {
    return remember(this.#byName, username.toLowerCase(), () => this.#store.findByUsername(username));
  }

  findById(id: number): Promise<Account | undefined> {
    return remember(this.#byId, id, () => this.#store.findById(id));
  }

  /** From now on this is what is known of the account. */
  replace(account: Account): void {
    const known = Promise.resolve(account);
    this.#byName.set(account.username.toLowerCase(), known);
    this.#byId.set(account.id, known);
  }
}

function remember<Key>(
  known: Map<Key, Promise<Account | undefined>>,
  key: Key,
  find: () => Promise<Account | undefined>,
): Promise<Account | undefined> {
  const remembered = known.get(key);
  if (remembered) return remembered;
  const found = find();
  known.set(key, found);
  const forget = () => {
    if (known.get(key) === found) known.delete(key);
  };
  // Nobody is remembered as missing: they may register. Nor is a failure: the database may come back.
  found.then((account) => account ?? forget(), forget);
  const [oldest] = known.keys();
  if (known.size > limit && oldest !== undefined) known.delete(oldest);
  return found;
}
