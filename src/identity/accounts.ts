import { LRUCache } from 'lru-cache';
import type { ErrorDetail } from '../../generated/models.js';
import { validators } from '../../generated/validators.js';
import type { Account, AccountQuery, AccountStore } from '../account.js';
import { MessengerError } from '../errors.js';
import type { AccountOutcome } from './account-outcome.js';
import type { Passwords } from './passwords.js';

/** In characters. OWASP recommends the minimum; the maximum bounds the cost of hashing. */
const passwordLength = { min: 8, max: 128 };

/** The maximum number of cached accounts: a few megabytes. */
const maxCached = 10_000;

/** Creates, finds and deletes accounts. */
export class Accounts {
  readonly #store: AccountStore;
  readonly #passwords: Passwords;
  /**
   * By username in lower case. An account's id and username never change. Only a deletion by another node makes an entry
   * outdated, which the store detects when it stores a message.
   */
  readonly #cache: LRUCache<string, Account>;
  /** Accounts that this node deleted. A socket may authenticate before the deletion and connect after it. */
  readonly #removedIds = new Set<number>();

  constructor(store: AccountStore, passwords: Passwords) {
    this.#store = store;
    this.#passwords = passwords;
    this.#cache = new LRUCache({
      max: maxCached,
      // Concurrent lookups of one username share a query, whose callers must not fail when its entry is replaced or evicted.
      ignoreFetchAbort: true,
      fetchMethod: async (username) => {
        const account = await store.findByUsername(username);
        // Rejections are not cached: the user may register later.
        if (!account) throw new MessengerError('user-not-found');
        return account;
      },
    });
  }

  /**
   * Creates an account with a password.
   * @throws MessengerError `validation-failed` with a detail for each invalid field, `username-taken`.
   */
  async register(username: unknown, password: unknown): Promise<AccountOutcome<Account>> {
    const problems = [...usernameProblems(username), ...passwordProblems(password)];
    if (problems.length > 0) throw new MessengerError('validation-failed', { details: problems });
    return this.#create(String(username), await this.#passwords.hash(String(password)));
  }

  /**
   * Finds the account that has this username and this password.
   * @throws MessengerError `invalid-credentials`, whether the username or the password is wrong.
   */
  async logIn(username: string, password: string): Promise<Account> {
    const isPossible = validators.Username.is(username) && passwordProblems(password).length === 0;
    const account = isPossible ? await this.#store.findByUsername(username) : undefined;
    const passwordHash = account && !account.isDeleted ? account.passwordHash : null;
    // Skip hashing for input that cannot be a valid password: the input may be long.
    const isRight = await this.#passwords.matches(isPossible ? password : '', passwordHash);
    if (!account || !isRight) throw new MessengerError('invalid-credentials');
    return account;
  }

  /**
   * Finds the account of a user whom an identity provider has authenticated, or creates it.
   * @throws MessengerError `validation-failed` when the provider's name for the user is not a valid username.
   */
  async findOrCreate(username: string): Promise<AccountOutcome<Account>> {
    const problems = usernameProblems(username);
    if (problems.length > 0) throw new MessengerError('validation-failed', { details: problems });
    const existing = await this.#store.findByUsername(username);
    if (existing) return { reply: existing, notices: [] };
    try {
      return await this.#create(username, null);
    } catch (error) {
      // Another connection of the same user may have created the account in the meantime.
      const created = await this.#store.findByUsername(username);
      if (created) return { reply: created, notices: [] };
      throw error;
    }
  }

  /** Deletes an account. The notices end the account's own sockets and tell all other users. */
  async remove(account: Account): Promise<AccountOutcome<undefined>> {
    if (!(await this.#store.remove(account.id))) return { reply: undefined, notices: [] };
    this.#removedIds.add(account.id);
    // A lookup that is still running does not overwrite this entry.
    this.#cache.set(account.username.toLowerCase(), { ...account, isDeleted: true });
    return {
      reply: undefined,
      notices: [
        { to: { kind: 'account', id: account.id }, event: 'auth-failed', payload: { reason: 'account-deleted' } },
        { to: { kind: 'everyone-but', id: account.id }, event: 'user-leave', payload: { user: account.username } },
      ],
    };
  }

  /** Tells whether this node has deleted the account since it started. Needs no database query. */
  wasRemoved(id: number): boolean {
    return this.#removedIds.has(id);
  }

  /** Finds the account with that username in the database, deleted or not. */
  find(username: string): Promise<Account | undefined> {
    return this.#store.findByUsername(username);
  }

  /**
   * Finds the account with that username, deleted or not, in the cache or else in the database.
   * @throws MessengerError `user-not-found`
   */
  require(username: string): Promise<Account> {
    return this.#cache.forceFetch(username.toLowerCase());
  }

  /**
   * Finds the account with that username, unless it is known to be deleted.
   * @throws MessengerError `user-not-found`
   */
  async requireActive(username: string): Promise<Account> {
    const account = await this.require(username);
    if (account.isDeleted) throw new MessengerError('user-not-found');
    return account;
  }

  findById(id: number): Promise<Account | undefined> {
    return this.#store.findById(id);
  }

  list(query: AccountQuery): Promise<Account[]> {
    return this.#store.list(query);
  }

  async #create(username: string, passwordHash: string | null): Promise<AccountOutcome<Account>> {
    const account = await this.#store.create(username, passwordHash);
    return {
      reply: account,
      notices: [
        { to: { kind: 'everyone-but', id: account.id }, event: 'user-join', payload: { user: account.username } },
      ],
    };
  }
}

function usernameProblems(username: unknown): ErrorDetail[] {
  if (username === undefined) return [{ path: '/username', message: 'is required' }];
  return validators.Username.problems(username).map(({ message }) => ({ path: '/username', message }));
}

function passwordProblems(password: unknown): ErrorDetail[] {
  const problem = (message: string) => [{ path: '/password', message }];
  if (password === undefined) return problem('is required');
  if (typeof password !== 'string') return problem('must be string');
  const { min, max } = passwordLength;
  const length = [...password].length;
  if (length < min || length > max) return problem(`must have ${min} to ${max} characters`);
  return password.isWellFormed() ? [] : problem('must be well-formed Unicode');
}
