import type { Knex } from 'knex';
import { createTable, type DialectName } from './create-table.js';

/**
 * Each chat leads to the one before it in its conversation, instead of an index of all conversations, of which every message
 * would change a page of its own: that was a fifth of what a message cost MySQL, and nearly a third of what it cost SQLite. Of one
 * chat in 256 there is an index, so that any place of a conversation is near one that is known.
 */
export async function linkChats(knex: Knex, dialect: DialectName): Promise<void> {
  await addPreviousIds(knex, dialect);
  const chatId = dialect === 'mysql' ? 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin' : 'TEXT';
  await createTable(knex, dialect, {
    name: 'milestones',
    columns: [
      'low_id BIGINT NOT NULL',
      'high_id BIGINT NOT NULL',
      `chat_id ${chatId} NOT NULL`,
      'PRIMARY KEY (low_id, high_id, chat_id)',
    ],
    indexes: [],
  });
  const ignore = dialect === 'mysql' ? 'IGNORE' : 'OR IGNORE';
  await knex.raw(
    `INSERT ${ignore} INTO milestones (low_id, high_id, chat_id) SELECT low_id, high_id, id FROM chats WHERE id LIKE '%00'`,
  );
  await dropIndex(knex, dialect);
}

/** The first of a conversation has no text there. */
async function addPreviousIds(knex: Knex, dialect: DialectName): Promise<void> {
  if (dialect === 'sqlite') {
    await knex.raw(`ALTER TABLE chats ADD COLUMN previous_id TEXT NOT NULL DEFAULT ''`);
    await knex.raw(`
      UPDATE chats SET previous_id = COALESCE((SELECT MAX(id) FROM chats AS older
        WHERE older.low_id = chats.low_id AND older.high_id = chats.high_id AND older.id < chats.id), '')`);
    return;
  }
  // As long as whoever has a row needs: what is left half way, a server of before cannot write to.
  await knex.raw('SET SESSION innodb_lock_wait_timeout = 50');
  // A start that was killed may have come to any place of this. Without a default: a server of before, which would not link its
  // chats, is refused.
  if (!(await knex.schema.hasColumn('chats', 'previous_id'))) {
    await knex.raw('ALTER TABLE chats ADD COLUMN previous_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL');
  }
  // Where that index is gone, all are linked.
  if (await hasIndex(knex)) await linkInSteps(knex);
}

/** So many chats are linked by one statement: no transaction is large, however many there are. */
const chatsPerStep = 10_000;

interface Place {
  readonly low_id: number;
  readonly high_id: number;
  readonly id: string;
}

/** Goes along the index once. */
async function linkInSteps(knex: Knex): Promise<void> {
  let start: Place | undefined = { low_id: 0, high_id: 0, id: '' };
  while (start) {
    const fromHere = `SELECT low_id, high_id, id FROM chats FORCE INDEX (chats_conversation)
      WHERE low_id > ? OR (low_id = ? AND (high_id > ? OR (high_id = ? AND id >= ?)))
      ORDER BY low_id, high_id, id`;
    const here: readonly (number | string)[] = [start.low_id, start.low_id, start.high_id, start.high_id, start.id];
    const { 0: next } = await knex.raw<{ 0: Place[] }>(`${fromHere} LIMIT ?, 1`, [...here, chatsPerStep]);
    // Up to the first of the next step, and with it.
    await knex.raw(
      `UPDATE chats JOIN (
          SELECT id, LAG(id) OVER (PARTITION BY low_id, high_id ORDER BY id) AS older_id FROM (${fromHere} LIMIT ?) AS step
        ) AS pairs ON pairs.id = chats.id
        SET chats.previous_id = pairs.older_id WHERE pairs.older_id IS NOT NULL`,
      [...here, chatsPerStep + 1],
    );
    start = next[0];
  }
}

async function hasIndex(knex: Knex): Promise<boolean> {
  const { 0: rows } = await knex.raw<{ 0: unknown[] }>("SHOW INDEX FROM chats WHERE Key_name = 'chats_conversation'");
  return rows.length > 0;
}

async function dropIndex(knex: Knex, dialect: DialectName): Promise<void> {
  if (dialect === 'sqlite') {
    await knex.raw('DROP INDEX IF EXISTS chats_conversation');
    return;
  }
  // The foreign key to the conversation needs that index. A conversation is never deleted, and a batch writes both.
  const { 0: keys } = await knex.raw<{ 0: { name: string }[] }>(`
    SELECT DISTINCT CONSTRAINT_NAME AS name FROM information_schema.KEY_COLUMN_USAGE
      WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'chats' AND REFERENCED_TABLE_NAME = 'conversations'`);
  for (const { name } of keys) await knex.raw(`ALTER TABLE chats DROP FOREIGN KEY ??`, [name]);
  if (await hasIndex(knex)) await knex.raw('ALTER TABLE chats DROP KEY chats_conversation');
}
