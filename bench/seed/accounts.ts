import { connect } from '../../src/storage/connect.js';
import type { Database } from '../../src/storage/database.js';
import { placeholderRows } from '../../src/storage/dialect.js';
import { migrate } from '../../src/storage/migrate.js';
import { usernameOf } from '../load/people.js';

/** Rows of one statement. */
const rowsPerStatement = 1_000;

/** Creates the tables as the service does, and so many accounts; their people come with tokens and need no password. */
export async function seedAccounts(databaseUrl: string, count: number): Promise<void> {
  await migrate(databaseUrl);
  const database = connect(databaseUrl);
  try {
    await insertAccounts(database, count);
  } finally {
    await database.close();
  }
}

/** Adds the accounts of the people from 0 to `count` in one transaction. */
export function insertAccounts(database: Database, count: number): Promise<void> {
  return database.transaction(async (statements) => {
    for (let first = 0; first < count; first += rowsPerStatement) {
      const names = Array.from({ length: Math.min(rowsPerStatement, count - first) }, (_, index) =>
        usernameOf(first + index),
      );
      await statements.run(
        `INSERT INTO accounts (username, username_key) VALUES ${placeholderRows(2, names.length)}`,
        names.flatMap((name) => [name, name.toLowerCase()]),
      );
    }
  });
}
