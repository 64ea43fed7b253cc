import type { Knex } from 'knex';
import { createTable, type DialectName } from './create-table.js';

/** How the two databases spell the columns. */
const columnTypes = {
  mysql: {
    accountKey: 'BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY',
    accountId: 'BIGINT NOT NULL',
    username: 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL',
    passwordHash: 'VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin',
    /** Milliseconds since 1970, UTC. */
    time: 'BIGINT',
    count: 'INT UNSIGNED NOT NULL DEFAULT 0',
    flag: 'BOOLEAN NOT NULL DEFAULT FALSE',
    chatId: 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin',
    message: 'TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
    /** JSON. Ten URLs of 2,048 characters, of up to four bytes each, do not fit into TEXT. */
    media: 'MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    /** UTF-8. Not VARCHAR: to the collations that MySQL and MariaDB share, `a` and `a ` are the same. */
    clientMessageId: 'VARBINARY(256)',
  },
  sqlite: {
    accountKey: 'INTEGER PRIMARY KEY',
    accountId: 'INTEGER NOT NULL',
    username: 'TEXT NOT NULL',
    passwordHash: 'TEXT',
    time: 'INTEGER',
    count: 'INTEGER NOT NULL DEFAULT 0',
    flag: 'INTEGER NOT NULL DEFAULT 0',
    chatId: 'TEXT',
    message: 'TEXT NOT NULL',
    media: 'TEXT',
    clientMessageId: 'BLOB',
  },
};

/** Creates the first tables. */
export async function createFirstTables(knex: Knex, dialect: DialectName): Promise<void> {
  const type = columnTypes[dialect];

  await createTable(knex, dialect, {
    name: 'accounts',
    columns: [
      `id ${type.accountKey}`,
      `username ${type.username}`,
      // In lower case.
      `username_key ${type.username}`,
      `password_hash ${type.passwordHash}`,
      `deleted_at ${type.time}`,
    ],
    indexes: [{ name: 'accounts_username_key', columns: 'username_key', unique: true }],
  });

  // One row for two people, the lower account id first, however much they write.
  await createTable(knex, dialect, {
    name: 'conversations',
    columns: [
      `low_id ${type.accountId}`,
      `high_id ${type.accountId}`,
      // What the one with the lower id, and the one with the higher, has not read of the other.
      `unread_low ${type.count}`,
      `unread_high ${type.count}`,
      `last_chat_id ${type.chatId}`,
      'PRIMARY KEY (low_id, high_id)',
      'FOREIGN KEY (low_id) REFERENCES accounts (id)',
      'FOREIGN KEY (high_id) REFERENCES accounts (id)',
      'CHECK (low_id < high_id)',
    ],
    indexes: [],
  });

  // Who received a message is the one of the conversation who did not send it.
  await createTable(knex, dialect, {
    name: 'chats',
    columns: [
      `id ${type.chatId} NOT NULL PRIMARY KEY`,
      `low_id ${type.accountId}`,
      `high_id ${type.accountId}`,
      `sender_id ${type.accountId}`,
      `message ${type.message}`,
      `media ${type.media}`,
      `has_read ${type.flag}`,
      `sent_at ${type.time} NOT NULL`,
      `client_message_id ${type.clientMessageId}`,
      'FOREIGN KEY (low_id, high_id) REFERENCES conversations (low_id, high_id)',
      'CHECK (sender_id IN (low_id, high_id))',
    ],
    indexes: [
      { name: 'chats_conversation', columns: 'low_id, high_id, id', unique: false },
      { name: 'chats_client_message', columns: 'sender_id, client_message_id', unique: true },
    ],
  });
}
