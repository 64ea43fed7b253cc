import type { Knex } from 'knex';
import type { DialectName } from './create-table.js';

/**
 * The senders' names for their messages by the name first: those that begin with the time, as clients make them, then come
 * one after the other in the index, and a batch changes a page of it or two where it changed one for each sender.
 */
export async function putNamesInOrderOfTime(knex: Knex, dialect: DialectName): Promise<void> {
  const columns = 'client_message_id, sender_id';
  if (dialect === 'mysql') {
    // One statement: a start that is killed leaves the one index or the other, and the next start makes it this one.
    await knex.raw(`ALTER TABLE chats DROP KEY chats_client_message, ADD UNIQUE KEY chats_client_message (${columns})`);
    return;
  }
  await knex.raw('DROP INDEX IF EXISTS chats_client_message');
  await knex.raw(`CREATE UNIQUE INDEX chats_client_message ON chats (${columns})`);
}
