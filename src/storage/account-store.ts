import type { Account, AccountQuery, AccountStore } from '../messenger/ports.js';
import {
  deleteAccount,
  getAccountByKey,
  insertAccount,
  selectAccountById,
  selectAccounts,
  selectAccountsByKey,
} from './account-rows.js';
import { asciiBound } from './ascii-bound.js';
import { retryConflicts } from './conflicts.js';
import type { Database, Statements } from './database.js';
import { LookupBatch } from './lookup-batch.js';
import { translated } from './translate-error.js';

/** What a username can be; other characters, were they lower-cased, might become these. */
const username = /^[A-Za-z0-9._@+-]{1,64}$/;

/** The accounts of a database. Names are found by their key: the name in lower case. */
export class KnexAccountStore implements AccountStore {
  readonly #database: Database;
  readonly #now: () => Date;
  readonly #byKey: LookupBatch<string, Account>;

  constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
    this.#byKey = new LookupBatch((keys) => selectAccountsByKey(database, keys));
  }

  create(name: string, passwordHash: string | null): Promise<Account> {
    return translated(async () => {
      if (!username.test(name)) {
        throw new RangeError('Not a username.');
      }
      const id = await insertAccount(this.#database, name, name.toLowerCase(), passwordHash);
      return { id, username: name, passwordHash, isDeleted: false };
    });
  }

  findByUsername(name: string): Promise<Account | undefined> {
    return translated(async () => {
      if (!username.test(name)) {
        return undefined;
      }
      const { direct } = this.#database;
      const key = name.toLowerCase();
      return direct.dialect === 'sqlite' ? getAccountByKey(direct, key) : await this.#byKey.find(key);
    });
  }

  findById(id: number): Promise<Account | undefined> {
    return translated(() => selectAccountById(this.#database, id));
  }

  remove(id: number): Promise<boolean> {
    const remove = (statements: Statements) => deleteAccount(statements, id, this.#now());
    return translated(() =>
      this.#database.dialect.name === 'sqlite'
        ? remove(this.#database)
        : retryConflicts(() => this.#database.transaction(remove)),
    );
  }

  list(query: AccountQuery): Promise<Account[]> {
    return translated(async () => {
      const { prefix = '', after = '' } = query;
      if (prefix !== '' && !username.test(prefix)) {
        return [];
      }
      return await selectAccounts(this.#database, query, prefix.toLowerCase(), asciiBound(after).toLowerCase());
    });
  }
}
