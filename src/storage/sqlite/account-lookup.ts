import Sqlite from 'better-sqlite3';
import type { AccountRow, AccountsByKey } from '../account-store.js';
import type { StatementListener } from '../statement-listener.js';

/**
 * Looks accounts up by name in an SQLite file. It uses the driver without knex, for one reason: every connect looks an account
 * up, and knex costs many times what SQLite needs for one row.
 */
export class AccountLookup {
  readonly #connection: Sqlite.Database;
  readonly #statement: Sqlite.Statement<[string], AccountRow>;

  constructor(filename: string, onStatement?: StatementListener) {
    const verbose = onStatement && ((sql: unknown) => onStatement(String(sql), []));
    this.#connection = new Sqlite(filename, { readonly: true, fileMustExist: true, verbose });
    this.#statement = this.#connection.prepare(
      'SELECT id, username, password_hash, deleted_at FROM accounts WHERE username_key = ?',
    );
  }

  readonly find: AccountsByKey = async (keys) => keys.map((key) => this.#statement.get(key));

  close(): void {
    this.#connection.close();
  }
}
