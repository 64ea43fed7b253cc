import type { Account } from '../account.js';
import { MessengerError } from '../errors.js';
import type { AccountOutcome } from './account-outcome.js';
import type { Accounts } from './accounts.js';
import { AuthenticationError } from './authentication-error.js';
import type { TokenVerifier } from './tokens.js';

/** The account that a valid token belongs to, and when the token expires. */
export interface Session {
  readonly account: Account;
  /** In seconds since 1970; without it the session does not expire. */
  readonly expiresAt: number | undefined;
}

/** Authenticates tokens. */
export class Authentication {
  readonly #tokens: TokenVerifier;
  readonly #accounts: Accounts;
  readonly #admitsUnknown: boolean;

  /** @param admitsUnknown Whether a valid token of a user who has no account creates the account. */
  constructor(tokens: TokenVerifier, accounts: Accounts, { admitsUnknown }: { admitsUnknown: boolean }) {
    this.#tokens = tokens;
    this.#accounts = accounts;
    this.#admitsUnknown = admitsUnknown;
  }

  /**
   * Verifies a token and finds its account.
   * @throws AuthenticationError for every failure, `unavailable` for internal ones.
   */
  async authenticate(token: unknown): Promise<AccountOutcome<Session>> {
    try {
      if (token === undefined || token === null || token === '') throw new AuthenticationError('missing-token');
      if (typeof token !== 'string') throw new AuthenticationError('invalid-token');
      const { username, expiresAt } = await this.#tokens.verify(token);
      const { reply: account, notices } = await this.#findAccount(username);
      if (account.isDeleted) throw new AuthenticationError('account-deleted');
      return { reply: { account, expiresAt }, notices };
    } catch (error) {
      throw toAuthenticationError(error);
    }
  }

  async #findAccount(username: string): Promise<AccountOutcome<Account>> {
    if (this.#admitsUnknown) return this.#accounts.findOrCreate(username);
    const account = await this.#accounts.find(username);
    if (!account) throw new AuthenticationError('invalid-token');
    return { reply: account, notices: [] };
  }
}

function toAuthenticationError(error: unknown): AuthenticationError {
  if (error instanceof AuthenticationError) return error;
  const isInvalidUsername = error instanceof MessengerError && error.code === 'validation-failed';
  return new AuthenticationError(isInvalidUsername ? 'invalid-token' : 'unavailable', error);
}
