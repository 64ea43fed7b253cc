import type { ErrorDetail } from '../../generated/models.js';
import { validators } from '../../generated/validators.js';
import { MessengerError } from '../errors.js';
import { KnownAccounts } from './known-accounts.js';
import { type Outcome, outcome } from './notice.js';
import type { Passwords } from './passwords.js';
import type { Account, AccountQuery, AccountStore } from './ports.js';

/** In characters. The least is OWASP's; the most keeps what has to be hashed small. */
const passwordLength = { least: 8, most: 128 };

/** Who has an account, and who does not any more. */
export class Accounts {
  readonly #store: AccountStore;
  readonly #passwords: Passwords;
  readonly #known: KnownAccounts;
  /** Deleted by this process, for those who authenticated before and connect only now. */
  readonly #removedIds = new Set<number>();

  constructor(store: AccountStore, passwords: Passwords) {
    this.#store = store;
    this.#passwords = passwords;
    this.#known = new KnownAccounts(store);
  }

  /**
   * Creates an account with a password.
   * @throws MessengerError `validation-failed` with every field that is wrong, `username-taken`.
   */
  async register(username: unknown, password: unknown): Promise<Outcome<Account>> {
    const problems = [...usernameProblems(username), ...passwordProblems(password)];
    if (problems.length > 0) throw new MessengerError('validation-failed', { details: problems });
    return this.#create(String(username), await this.#passwords.hash(String(password)));
  }

  /**
   * The account that has this username and password.
   * @throws MessengerError `invalid-credentials`, whatever of the two is wrong.
   */
  async logIn(username: string, password: string): Promise<Account> {
    const account = validators.Username.is(username) ? await this.#store.findByUsername(username) : undefined;
    const passwordHash = account && !account.isDeleted ? account.passwordHash : null;
    // What cannot be a password was never registered, and hashing all of it would only cost.
    const isPossible = passwordProblems(password).length === 0;
    const isRight = await this.#passwords.matches(isPossible ? password : '', isPossible ? passwordHash : null);
    if (!account || !isRight) throw new MessengerError('invalid-credentials');
    return account;
  }

  /**
   * The account of a person that an identity provider vouches for, created when it is their first time here.
   * @throws MessengerError `validation-failed` when the name cannot be a username here.
   */
  async admit(username: string): Promise<Outcome<Account>> {
    const known = validators.Username.is(username) ? await this.#store.findByUsername(username) : undefined;
    if (known) return outcome(known);
    const problems = usernameProblems(username);
    if (problems.length > 0) throw new MessengerError('validation-failed', { details: problems });
    try {
      return await this.#create(username, null);
    } catch (error) {
      // Somebody came in by another connection at the same moment.
      const winner = await this.#store.findByUsername(username);
      if (winner) return outcome(winner);
      throw error;
    }
  }

  /** Deletes an account. Everyone else is told, and its own connections end. */
  async remove(account: Account): Promise<Outcome<undefined>> {
    if (!(await this.#store.remove(account.id))) return outcome(undefined);
    this.#removedIds.add(account.id);
    this.#known.replace({ ...account, isDeleted: true });
    return outcome(undefined, [
      { to: { kind: 'account', id: account.id }, event: 'auth-failed', payload: { reason: 'account-deleted' } },
      { to: { kind: 'everyone-but', id: account.id }, event: 'user-leave', payload: { user: account.username } },
    ]);
  }

  /** Whether the account was deleted since this process began, which needs no look at the database. */
  wasRemoved(id: number): boolean {
    return this.#removedIds.has(id);
  }

  /** The account of that name, deleted or not. */
  find(username: string): Promise<Account | undefined> {
    return this.#store.findByUsername(username);
  }

  /**
   * The account of that name, deleted or not. Who asks for the same name twice is answered in the order of asking.
   * @throws MessengerError `user-not-found`
   */
  async require(username: string): Promise<Account> {
    const account = await this.#known.find(username);
    if (!account) throw new MessengerError('user-not-found');
    return account;
  }

  /**
   * The account of that name, if it is not known to be deleted; in the order of asking, as `require`.
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

  async #create(username: string, passwordHash: string | null): Promise<Outcome<Account>> {
    const account = await this.#store.create(username, passwordHash);
    return outcome(account, [
      { to: { kind: 'everyone-but', id: account.id }, event: 'user-join', payload: { user: account.username } },
    ]);
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
  const { least, most } = passwordLength;
  const length = [...password].length;
  if (length < least || length > most) return problem(`must have ${least} to ${most} characters`);
  return password.isWellFormed() ? [] : problem('must be well-formed Unicode');
}
