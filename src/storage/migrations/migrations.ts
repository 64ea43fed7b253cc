import type { Knex } from 'knex';
import { createFirstTables } from './0001-accounts-conversations-chats.js';
import { putNamesInOrderOfTime } from './0002-names-in-order-of-time.js';
import { countChangesOfConversations } from './0003-versions-of-conversations.js';
import { linkChats } from './0004-chats-lead-to-the-one-before.js';
import { compactKeys } from './0005-compact-keys.js';
import type { DialectName } from './create-table.js';

export interface NamedMigration {
  /** The name that the database records; it never changes once it is released. */
  readonly name: string;
  up(knex: Knex, dialect: DialectName): Promise<void>;
}

/** Every change of the schema, in order. A released migration is never edited; a new one makes the next change. */
export const migrations: readonly NamedMigration[] = [
  { name: '0001-accounts-conversations-chats', up: createFirstTables },
  { name: '0002-names-in-order-of-time', up: putNamesInOrderOfTime },
  { name: '0003-versions-of-conversations', up: countChangesOfConversations },
  { name: '0004-chats-lead-to-the-one-before', up: linkChats },
  { name: '0005-compact-keys', up: compactKeys },
];
