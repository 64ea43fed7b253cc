import type { Knex } from 'knex';
import type { DialectName } from './create-table.js';

/**
 * Numbers the changes of a conversation, by which a process that remembers one sees whether another has changed it since.
 * Only MySQL's: the file of SQLite belongs to one process. There is no default: a process of before this, which would not
 * count its changes, is refused rather than overwritten.
 */
export async function countChangesOfConversations(knex: Knex, dialect: DialectName): Promise<void> {
  // A start that was killed may have come so far.
  if (dialect === 'sqlite' || (await knex.schema.hasColumn('conversations', 'version'))) return;
  await knex.raw('ALTER TABLE conversations ADD COLUMN version BIGINT NOT NULL');
}
