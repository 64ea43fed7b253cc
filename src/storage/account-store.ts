import DataLoader from 'dataloader';
import type { Knex } from 'knex';
import type { Account, AccountQuery, AccountStore } from '../messenger/ports.js';
import { asciiBound } from './ascii-bound.js';
import { translated } from './translate-error.js';

/** The characters of a username. Lower-casing other characters could turn them into these. */
const usernamePattern = /^[A-Za-z0-9._@+-]{1,64}$/;

/** Sorts after every character of a username. */
const afterAll = '~';

/** The most usernames in one lookup. */
const maxLookups = 64;

const columns: (keyof AccountRow)[] = ['id', 'username', 'password_hash', 'deleted_at'];

export interface AccountRow {
  readonly id: number;
  readonly username: string;
  readonly password_hash: string | null;
  readonly deleted_at: number | null;
}

export interface NewAccount {
  readonly username: string;
  /** The username in lower case. */
  readonly username_key: string;
  readonly password_hash: string | null;
}

/** Reads the account of each key, or `undefined` where there is none, in the order of the keys. */
export type AccountsByKey = (keys: readonly string[]) => Promise<readonly (AccountRow | undefined)[]>;

/** The writes of accounts, which the two databases make differently. */
export interface AccountWriter {
  /** Inserts an account; resolves with its id. Rejects with the driver's error when the key is taken. */
  insertAccount(account: NewAccount): Promise<number>;
  /** Marks an account as deleted; resolves with whether this call did it. `deletedAt` is in ms since 1970. */
  deleteAccount(id: number, deletedAt: number): Promise<boolean>;
}

/** Accounts in a database. They are found by the username in lower case, `username_key`. */
export class KnexAccountStore implements AccountStore {
  readonly #knex: Knex;
  readonly #writer: AccountWriter;
  readonly #now: () => Date;
  readonly #byKey: DataLoader<string, Account | undefined>;

  constructor(knex: Knex, accountsByKey: AccountsByKey, writer: AccountWriter, now: () => Date) {
    this.#knex = knex;
    this.#writer = writer;
    this.#now = now;
    // Coalesces the lookups of one turn of the event loop into one query: after an outage, thousands of clients reconnect at once.
    this.#byKey = new DataLoader(async (keys) => (await accountsByKey(keys)).map((row) => row && toAccount(row)), {
      cache: false,
      maxBatchSize: maxLookups,
      batchScheduleFn: setImmediate,
    });
  }

  create(username: string, passwordHash: string | null): Promise<Account> {
    return translated(async () => {
      if (!usernamePattern.test(username)) throw new RangeError('Not a username.');
      const row = { username, username_key: username.toLowerCase(), password_hash: passwordHash };
      const id = await this.#writer.insertAccount(row);
      return { id, username, passwordHash, isDeleted: false };
    });
  }

  findByUsername(username: string): Promise<Account | undefined> {
    if (!usernamePattern.test(username)) return Promise.resolve(undefined);
    return translated(() => this.#byKey.load(username.toLowerCase()));
  }

  findById(id: number): Promise<Account | undefined> {
    return translated(async () => {
      const row = await this.#knex<AccountRow>('accounts').where({ id }).first(columns);
      return row && toAccount(row);
    });
  }

  remove(id: number): Promise<boolean> {
    return translated(() => this.#writer.deleteAccount(id, this.#now().getTime()));
  }

  list({ exceptId, prefix = '', after = '', limit }: AccountQuery): Promise<Account[]> {
    return translated(async () => {
      if (prefix !== '' && !usernamePattern.test(prefix)) return [];
      const start = prefix.toLowerCase();
      const query = this.#knex<AccountRow>('accounts')
        .select(columns)
        .where('username_key', '>=', start)
        .where('username_key', '<', start + afterAll)
        .where('username_key', '>', asciiBound(after).toLowerCase())
        .whereNot('id', exceptId)
        .whereNull('deleted_at')
        .orderBy('username_key');
      const rows = await (limit === undefined ? query : query.limit(limit));
      return rows.map(toAccount);
    });
  }
}

/** Creates a lookup with one query for all keys. */
export function accountsByKeyWith(knex: Knex): AccountsByKey {
  return async (keys) => {
    const rows = await knex<AccountRow & NewAccount>('accounts')
      .select([...columns, 'username_key'])
      .whereIn('username_key', [...new Set(keys)]);
    const byKey = new Map(rows.map((row) => [row.username_key, row]));
    return keys.map((key) => byKey.get(key));
  };
}

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    username: row.username,
    passwordHash: row.password_hash,
    isDeleted: row.deleted_at !== null,
  };
}
