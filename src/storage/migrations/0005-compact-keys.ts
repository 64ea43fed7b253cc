import type { Knex } from 'knex';
import { uuidFromBytes } from '../uuidv7.js';
import { createTable, type DialectName, type Table } from './create-table.js';

/** Messages that one statement copies on MySQL: no transaction is large, however many messages there are. */
const defaultChatsPerStep = 10_000;

/**
 * Gives conversations a surrogate key, stores ids as 16 bytes, and finds the messages of a conversation by an index again. The
 * link from each message to the one before goes away: a deleted row cannot cut a conversation in two any more.
 *
 * MySQL commits each statement by itself, so each step can be repeated: a start that was killed at any statement goes on at
 * the next start. The old tables keep all messages until the copy is complete. SQLite does all of it in one transaction.
 */
export async function compactKeys(knex: Knex, dialect: DialectName, chatsPerStep = defaultChatsPerStep): Promise<void> {
  // Copying conversations waits for locks on accounts. With the session's 2 s, one slow transaction would end the start.
  if (dialect === 'mysql') await knex.raw('SET SESSION innodb_lock_wait_timeout = 50');
  await renameOldTables(knex, dialect);
  for (const table of tables(dialect)) await createTable(knex, dialect, table);
  if (await knex.schema.hasTable('old_chats')) {
    await copyConversations(knex);
    await (dialect === 'mysql' ? copyChatsInSteps(knex, chatsPerStep) : copyChats(knex));
    await checkCopy(knex);
  }
  // The order of the references. A start that was killed here finds no `old_chats`, and only drops the rest.
  for (const name of ['old_chats', 'old_milestones', 'old_conversations']) await knex.schema.dropTableIfExists(name);
}

/** Moves the tables of migration 0004 out of the way; nodes of earlier versions fail from then on. One statement on MySQL. */
async function renameOldTables(knex: Knex, dialect: DialectName): Promise<void> {
  // There is no table `chats` when an earlier start was killed after it had renamed the tables.
  const hasOldChats = (await knex.schema.hasTable('chats')) && (await knex.schema.hasColumn('chats', 'previous_id'));
  if (!hasOldChats) return;
  if (dialect === 'mysql') {
    await knex.raw('RENAME TABLE chats TO old_chats, conversations TO old_conversations, milestones TO old_milestones');
    return;
  }
  for (const name of ['chats', 'conversations', 'milestones']) await knex.schema.renameTable(name, `old_${name}`);
  // An index keeps its name when its table is renamed, and names of indexes are unique in the file.
  await knex.raw('DROP INDEX IF EXISTS chats_client_message');
}

/** Copies what an earlier start has not copied. Not INSERT IGNORE: it would also skip rows that violate a constraint. */
async function copyConversations(knex: Knex): Promise<void> {
  await knex.raw(`
    INSERT INTO conversations (low_id, high_id, unread_low, unread_high, last_chat_id)
      SELECT low_id, high_id, old_conversations.unread_low, old_conversations.unread_high,
        ${toBytes('old_conversations.last_chat_id')}
      FROM old_conversations LEFT JOIN conversations AS copied USING (low_id, high_id)
      WHERE copied.id IS NULL ORDER BY low_id, high_id`);
}

const chatColumns = 'id, conversation_id, sender_id, message, media, has_read, sent_at, client_message_id';
const oldChatColumns = `${toBytes('old_chats.id')}, conversations.id, sender_id, message, media, has_read, sent_at, client_message_id`;

/** The outer join makes the copy of a message without a conversation fail: `conversation_id` must not be NULL. */
async function copyChats(knex: Knex): Promise<void> {
  await knex.raw(`
    INSERT INTO chats (${chatColumns}) SELECT ${oldChatColumns}
      FROM old_chats LEFT JOIN conversations USING (low_id, high_id) ORDER BY old_chats.id`);
}

/** Copies in the order of the ids, so that the greatest copied id tells where an earlier start ended. */
async function copyChatsInSteps(knex: Knex, chatsPerStep: number): Promise<void> {
  for (;;) {
    const last = await knex('chats').max({ id: 'id' }).first();
    const start = last?.['id'] === null ? '' : uuidFromBytes(last?.['id']);
    const { 0: answer } = await knex.raw<{ 0: { affectedRows: number } }>(
      // The primary key gives the messages of this step in their order, so that no step reads the rest of the table.
      `INSERT INTO chats (${chatColumns}) SELECT ${oldChatColumns}
        FROM old_chats FORCE INDEX (PRIMARY) LEFT JOIN conversations USING (low_id, high_id)
        WHERE old_chats.id > ? ORDER BY old_chats.id LIMIT ?`,
      [start, chatsPerStep],
    );
    if (answer.affectedRows < chatsPerStep) return;
  }
}

/** @throws Error when a message is missing; the old tables are still there then. */
async function checkCopy(knex: Knex): Promise<void> {
  for (const name of ['conversations', 'chats']) {
    const [old] = await knex(`old_${name}`).count({ count: '*' });
    const [copy] = await knex(name).count({ count: '*' });
    if (Number(copy?.['count']) < Number(old?.['count'])) {
      throw new Error(
        `Migration 0005 copied ${copy?.['count']} of ${old?.['count']} rows of \`${name}\`; \`old_${name}\` keeps all of them.`,
      );
    }
  }
}

/** SQL that converts a UUID's text to its 16 bytes, on both databases. */
function toBytes(column: string): string {
  return `UNHEX(REPLACE(${column}, '-', ''))`;
}

const columnTypes = {
  mysql: {
    key: 'INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY',
    reference: 'INT UNSIGNED NOT NULL',
    accountId: 'BIGINT NOT NULL',
    chatId: 'BINARY(16)',
    count: 'INT UNSIGNED NOT NULL DEFAULT 0',
    flag: 'BOOLEAN NOT NULL DEFAULT FALSE',
    time: 'BIGINT NOT NULL',
    message: 'TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
    media: 'MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    // Not VARCHAR: to the collations that MySQL and MariaDB share, `a` and `a ` are equal.
    clientMessageId: 'VARBINARY(256)',
  },
  sqlite: {
    key: 'INTEGER PRIMARY KEY',
    reference: 'INTEGER NOT NULL',
    accountId: 'INTEGER NOT NULL',
    chatId: 'BLOB',
    count: 'INTEGER NOT NULL DEFAULT 0',
    flag: 'INTEGER NOT NULL DEFAULT 0',
    time: 'INTEGER NOT NULL',
    message: 'TEXT NOT NULL',
    media: 'TEXT',
    clientMessageId: 'BLOB',
  },
} as const;

function tables(dialect: DialectName): readonly Table[] {
  const type = columnTypes[dialect];
  const isMysql = dialect === 'mysql';
  return [
    {
      name: 'conversations',
      columns: [
        `id ${type.key}`,
        // The lower account id first.
        `low_id ${type.accountId}`,
        `high_id ${type.accountId}`,
        // How many messages the account with the lower id has not read, and the account with the higher id.
        `unread_low ${type.count}`,
        `unread_high ${type.count}`,
        `last_chat_id ${type.chatId}`,
        ...(isMysql
          ? [
              // Counts the changes of the row. A write that is based on an older version sets 0, which the constraint refuses.
              'version BIGINT UNSIGNED NOT NULL DEFAULT 1',
              'CONSTRAINT conversations_optimistic_lock CHECK (version > 0)',
            ]
          : []),
        'CONSTRAINT conversations_low FOREIGN KEY (low_id) REFERENCES accounts (id)',
        'CONSTRAINT conversations_high FOREIGN KEY (high_id) REFERENCES accounts (id)',
        // MySQL wants the name of a check to be unique in the database. The old table may still have a generated name.
        'CONSTRAINT conversations_in_order CHECK (low_id < high_id)',
      ],
      indexes: [
        { name: 'conversations_pair', columns: 'low_id, high_id', unique: true },
        ...(isMysql ? [{ name: 'conversations_high', columns: 'high_id', unique: false }] : []),
      ],
    },
    {
      name: 'chats',
      columns: [
        // SQLite stores rows in the order of a number that grows: a batch writes to the end of the table. InnoDB stores rows in
        // the order of the primary key; the ids of a batch are near one another.
        ...(isMysql
          ? [`id ${type.chatId} NOT NULL PRIMARY KEY`]
          : [`seq ${type.key}`, `id ${type.chatId} NOT NULL UNIQUE`]),
        `conversation_id ${type.reference}`,
        `sender_id ${type.accountId}`,
        `message ${type.message}`,
        // A JSON array of URLs.
        `media ${type.media}`,
        `has_read ${type.flag}`,
        // Milliseconds since 1970, UTC.
        `sent_at ${type.time}`,
        `client_message_id ${type.clientMessageId}`,
        'CONSTRAINT chats_in_conversation FOREIGN KEY (conversation_id) REFERENCES conversations (id)',
      ],
      indexes: [
        { name: 'chats_conversation', columns: 'conversation_id, id', unique: false },
        // The client's key first: keys that begin with the time, as UUIDv7s do, are then near one another.
        { name: 'chats_client_message', columns: 'client_message_id, sender_id', unique: true },
      ],
    },
  ];
}
