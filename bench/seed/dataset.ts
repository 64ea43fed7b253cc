import { connect } from '../../src/storage/connect.js';
import type { Database } from '../../src/storage/database.js';
import { placeholderRows, type SqlValue } from '../../src/storage/dialect.js';
import { migrate } from '../../src/storage/migrate.js';
import { createUuidV7 } from '../../src/storage/uuidv7.js';
import { usernameOf } from '../load/people.js';
import { insertAccounts } from './accounts.js';

/** How much there is. The conversation is that of the people 0 and 1, and 0 has not read the newest of what 1 wrote. */
export interface Dataset {
  readonly users: number;
  readonly chats: number;
  /** At most `chats`. */
  readonly unread: number;
}

const rowsPerStatement = 1_000;

/** Statements of one transaction: what a database keeps to undo it stays small. */
const statementsPerTransaction = 50;

/** Milliseconds between two seeded chats, the last of which is a day old. */
const chatIntervalMs = 20;
const ageMs = 86_400_000;

/**
 * Fills an empty database as if all this had been sent, by the schema of our own storage but without its rules, which would
 * take hours. Answers the id of the chat in the middle.
 */
export async function seedDataset(databaseUrl: string, dataset: Dataset): Promise<string> {
  await migrate(databaseUrl);
  const database = connect(databaseUrl);
  try {
    await insertAccounts(database, dataset.users);
    return await insertConversation(database, dataset);
  } finally {
    await database.close();
  }
}

async function insertConversation(database: Database, { chats, unread }: Dataset): Promise<string> {
  const [readerId, writerId] = [await accountId(database, 0), await accountId(database, 1)];
  const [lowId, highId] = readerId < writerId ? [readerId, writerId] : [writerId, readerId];
  const conversation = { low_id: lowId, high_id: highId, ...(database.dialect.name === 'mysql' && { version: 0 }) };
  await database.knex.table('conversations').insert(conversation);

  let time = Date.now() - ageMs - chats * chatIntervalMs;
  const newId = createUuidV7(() => time);
  let [middleId, lastId] = ['', ''];
  let number = 0;
  const nextRow = (): SqlValue[] => {
    time += chatIntervalMs;
    const previousId = lastId;
    lastId = newId();
    if (number === Math.floor(chats / 2)) middleId = lastId;
    const isUnread = number >= chats - unread;
    const senderId = isUnread || number % 2 === 0 ? writerId : readerId;
    const row = [
      lastId,
      lowId,
      highId,
      senderId,
      `Seeded message ${number}, of some length`,
      isUnread ? 0 : 1,
      time,
      previousId,
    ];
    number += 1;
    return row;
  };

  while (number < chats) {
    await database.transaction(async (statements) => {
      for (let statement = 0; statement < statementsPerTransaction && number < chats; statement += 1) {
        const rows = Array.from({ length: Math.min(rowsPerStatement, chats - number) }, nextRow);
        await statements.run(
          `INSERT INTO chats (id, low_id, high_id, sender_id, message, has_read, sent_at, previous_id)
            VALUES ${placeholderRows(8, rows.length)}`,
          rows.flat(),
        );
      }
    });
  }
  await database.run(
    `INSERT INTO milestones (low_id, high_id, chat_id) SELECT low_id, high_id, id FROM chats WHERE id LIKE '%00'`,
    [],
  );
  await database.run(
    `UPDATE conversations SET ${readerId === lowId ? 'unread_low' : 'unread_high'} = ?, last_chat_id = ?
      WHERE low_id = ? AND high_id = ?`,
    [unread, lastId, lowId, highId],
  );
  return middleId;
}

async function accountId(database: Database, person: number): Promise<number> {
  const [row] = await database.select<{ id: number }>('SELECT id FROM accounts WHERE username_key = ?', [
    usernameOf(person),
  ]);
  if (!row) throw new Error(`There is no person ${person}.`);
  return row.id;
}
