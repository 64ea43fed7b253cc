import type { Account, AccountQuery } from '../messenger/ports.js';
import type { Statements } from './database.js';
import { placeholders, type SqlValue } from './dialect.js';
import type { SqliteFile } from './sqlite-file.js';

const COLUMNS = 'id, username, password_hash, deleted_at';

/** Sorts after every character of a username. */
const LAST = '~';

interface Row {
  id: number;
  username: string;
  password_hash: string | null;
  deleted_at: number | null;
}

/** Adds an account and answers its id. Rejects when the key is taken. */
export async function insertAccount(
  statements: Statements,
  username: string,
  key: string,
  passwordHash: string | null,
): Promise<number> {
  const { insertId } = await statements.run(
    'INSERT INTO accounts (username, username_key, password_hash) VALUES (?, ?, ?)',
    [username, key, passwordHash],
  );
  return insertId;
}

/** The account of a key, without knex, which takes longer over it than SQLite. */
export function getAccountByKey(file: SqliteFile, key: string): Account | undefined {
  const row = file.get<Row>(`SELECT ${COLUMNS} FROM accounts WHERE username_key = ?`, key);
  return row && toAccount(row);
}

/** The accounts of these keys that there are, by their keys. */
export async function selectAccountsByKey(
  statements: Statements,
  keys: readonly string[],
): Promise<Map<string, Account>> {
  const rows = await statements.select<Row & { username_key: string }>(
    `SELECT ${COLUMNS}, username_key FROM accounts WHERE username_key IN (${placeholders(keys.length)})`,
    keys,
  );
  return new Map(rows.map((row) => [row.username_key, toAccount(row)]));
}

export async function selectAccountById(statements: Statements, id: number): Promise<Account | undefined> {
  const [row] = await statements.select<Row>(`SELECT ${COLUMNS} FROM accounts WHERE id = ?`, [id]);
  return row && toAccount(row);
}

/** Marks an account as deleted, and answers whether it was not before. On MySQL in a transaction. */
export async function deleteAccount(statements: Statements, id: number, deletedAt: Date): Promise<boolean> {
  const { affectedRows } = await statements.run(
    'UPDATE accounts SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL',
    [deletedAt.getTime(), id],
  );
  const isFirst = affectedRows === 1;
  if (isFirst && statements.dialect.name === 'mysql') await touchConversations(statements, id);
  return isFirst;
}

/**
 * Marks the conversations of an account as changed, so that processes that remember them look again. After the account: a
 * conversation that is begun meanwhile waits for that, by its foreign keys.
 */
async function touchConversations(statements: Statements, accountId: number): Promise<void> {
  // So they lock in the order of all transactions, and each goes through an index.
  for (const column of ['high_id', 'low_id']) {
    await statements.run(`UPDATE conversations SET version = version + 1 WHERE ${column} = ?`, [accountId]);
  }
}

/** The accounts that are not deleted and whose keys begin with `prefix` and come after `after`, in the order of keys. */
export async function selectAccounts(
  statements: Statements,
  { exceptId, limit }: Pick<AccountQuery, 'exceptId' | 'limit'>,
  prefix: string,
  after: string,
): Promise<Account[]> {
  const bindings: SqlValue[] = [prefix, prefix + LAST, after, exceptId];
  if (limit !== undefined) {
    bindings.push(limit);
  }
  const rows = await statements.select<Row>(
    `SELECT ${COLUMNS} FROM accounts ${statements.dialect.byIndex('accounts_username_key')}
      WHERE username_key >= ? AND username_key < ? AND username_key > ? AND id <> ? AND deleted_at IS NULL
      ORDER BY username_key ${limit === undefined ? '' : 'LIMIT ?'}`,
    bindings,
  );
  return rows.map(toAccount);
}

function toAccount(row: Row): Account {
  return {
    id: row.id,
    username: row.username,
    passwordHash: row.password_hash,
    isDeleted: row.deleted_at !== null,
  };
}
