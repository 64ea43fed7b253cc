import { BatchPlan, type Stamps } from './batch-plan.js';
import type { ChatJob } from './chat-job.js';
import type { Database } from './database.js';
import type { Commit } from './group-commit.js';
import { SqliteBatchRows, type SqliteConnection } from './sqlite-batch-rows.js';

/**
 * Makes what stores a batch in one transaction. The driver is synchronous: nothing else happens between its statements, so
 * they read and write row by row, and each text is compiled once per connection.
 */
export function sqliteBatchCommit(database: Database, stamps: Stamps): Commit<ChatJob> {
  return (jobs) =>
    database.withWriter((connection: SqliteConnection) => {
      const apply = connection.transaction(() => {
        const rows = new SqliteBatchRows(connection);
        const plan = new BatchPlan(stamps, rows);
        const settlements = jobs.map((job) => plan.apply(job));
        rows.write(plan);
        return settlements;
      });
      return apply();
    });
}
