import { usernameOf } from '../load/people.js';
import { openSeedConnection, type SeedConnection } from './seed-connection.js';

/** Adds this many accounts to a migrated database. The load has tokens, so the accounts need no passwords. */
export async function seedAccounts(databaseUrl: string, count: number): Promise<void> {
  const connection = await openSeedConnection(databaseUrl);
  try {
    await insertAccounts(connection, count);
  } finally {
    await connection.close();
  }
}

/** Adds the accounts of the people 0 to `count` - 1. Every revision has these columns. */
export function insertAccounts(connection: SeedConnection, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, number) => usernameOf(number));
  return connection.insert(
    'accounts',
    ['username', 'username_key'],
    names.map((name) => [name, name.toLowerCase()]),
  );
}

/** Returns the id of a person's account. */
export async function selectAccountId(connection: SeedConnection, person: number): Promise<number> {
  const [row] = await connection.select('SELECT id FROM accounts WHERE username_key = ?', [usernameOf(person)]);
  if (!row) throw new Error(`The account of person ${person} does not exist.`);
  return Number(row['id']);
}
