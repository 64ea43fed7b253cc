import type { Stamps } from './batch-plan.js';
import type { ChatJob } from './chat-job.js';
import type { Database } from './database.js';
import type { Commit } from './group-commit.js';
import { MysqlBatches } from './mysql-batch.js';
import { sqliteBatchCommit } from './sqlite-batch.js';
import { translated } from './translate-error.js';

/**
 * Makes what stores a batch of messages and read marks in one transaction, as if they came one after the other. It rejects
 * with MessengerError `unavailable`, or with what the driver says of a job that cannot be stored: then none is.
 */
export function chatBatchCommit(database: Database, stamps: Stamps): Commit<ChatJob> {
  const { direct } = database;
  const commit =
    direct.dialect === 'mysql' ? new MysqlBatches(database, direct, stamps).commit : sqliteBatchCommit(direct, stamps);
  return (jobs, takeNext) => translated(() => commit(jobs, takeNext));
}
