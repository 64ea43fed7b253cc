import type { AuthFailure } from '../../generated/models.js';
import { MessengerError } from '../errors.js';
import type { Accounts } from './accounts.js';
import { type Outcome, outcome } from './notice.js';
import type { Account } from './ports.js';
import { TokenError, type TokenVerifier } from './tokens.js';

/** Somebody who has proved who they are. */
export interface Session {
  readonly account: Account;
  /** In seconds since 1970; without it the session does not expire. */
  readonly expiresAt: number | undefined;
}

/** Somebody is not let in. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';
  readonly reason: AuthFailure;

  constructor(reason: AuthFailure, cause?: unknown) {
    super(`Not let in: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Finds out whose token it is. */
export class Authentication {
  readonly #tokens: TokenVerifier;
  readonly #accounts: Accounts;
  readonly #admitsUnknown: boolean;

  /** @param admitsUnknown Whether a valid token of somebody without an account creates one. */
  constructor(tokens: TokenVerifier, accounts: Accounts, { admitsUnknown }: { admitsUnknown: boolean }) {
    this.#tokens = tokens;
    this.#accounts = accounts;
    this.#admitsUnknown = admitsUnknown;
  }

  /** @throws AuthenticationError with the reason, whatever goes wrong. */
  async authenticate(token: unknown): Promise<Outcome<Session>> {
    try {
      if (token === undefined || token === null || token === '') throw new AuthenticationError('missing-token');
      if (typeof token !== 'string') throw new AuthenticationError('invalid-token');
      const { username, expiresAt } = await this.#tokens.verify(token);
      const { reply: account, notices } = await this.#accountOf(username);
      if (account.isDeleted) throw new AuthenticationError('account-deleted');
      return outcome({ account, expiresAt }, notices);
    } catch (error) {
      throw toAuthenticationError(error);
    }
  }

  async #accountOf(username: string): Promise<Outcome<Account>> {
    if (this.#admitsUnknown) return this.#accounts.admit(username);
    const account = await this.#accounts.find(username);
    if (!account) throw new AuthenticationError('invalid-token');
    return outcome(account);
  }
}

function toAuthenticationError(error: unknown): AuthenticationError {
  if (error instanceof AuthenticationError) return error;
  if (error instanceof TokenError) return new AuthenticationError(error.reason, error);
  const isNameUnfit = error instanceof MessengerError && error.code === 'validation-failed';
  return new AuthenticationError(isNameUnfit ? 'invalid-token' : 'unavailable', error);
}
