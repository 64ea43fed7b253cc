/** The database operations that accounts need. `storage/` implements them with the same behaviour on SQLite and on MySQL. */

/** A user's account. Its `id` and `username` never change, not even when the account is deleted. */
export interface Account {
  readonly id: number;
  /** In the case in which it was registered. Unique without regard to case. */
  readonly username: string;
  /** A PHC string; `null` when an identity provider authenticates the user. */
  readonly passwordHash: string | null;
  readonly isDeleted: boolean;
}

/** Selects a page of the accounts that are not deleted, ordered by username without regard to case. */
export interface AccountQuery {
  /** The account that the page leaves out: the caller's own. */
  readonly exceptId: number;
  /** Selects only usernames with this prefix, without regard to case. */
  readonly prefix?: string;
  /** Selects only usernames that sort after this one. */
  readonly after?: string;
  /** The maximum number of accounts; without it, all accounts. */
  readonly limit?: number;
}

export interface AccountStore {
  /**
   * Creates an account.
   * @throws MessengerError `username-taken` when any account, even a deleted one, has that username in any case.
   */
  create(username: string, passwordHash: string | null): Promise<Account>;
  /** Finds the account with that username, in any case, deleted or not. */
  findByUsername(username: string): Promise<Account | undefined>;
  /** Finds the account with that id, deleted or not. */
  findById(id: number): Promise<Account | undefined>;
  /** Deletes an account permanently. Resolves to `false` when it was already deleted. */
  remove(id: number): Promise<boolean>;
  list(query: AccountQuery): Promise<Account[]>;
}
