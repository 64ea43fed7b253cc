import type { Stamps } from './batch-plan.js';
import type { ChatJob } from './chat-job.js';
import type { Database } from './database.js';
import type { Settlement } from './group-commit.js';
import { commitMysqlBatch } from './mysql-batch.js';
import { commitSqliteBatch } from './sqlite-batch.js';
import { translated } from './translate-error.js';

/**
 * Stores a batch of messages and read marks in one transaction, as if they came one after the other.
 * @throws MessengerError `unavailable`, or what the driver says of a job that cannot be stored: then none is
 */
export function commitChatBatch(
  database: Database,
  stamps: Stamps,
  jobs: readonly ChatJob[],
): Promise<readonly Settlement[]> {
  const commit = database.dialect.name === 'mysql' ? commitMysqlBatch : commitSqliteBatch;
  return translated(() => commit(database, stamps, jobs));
}
