import type { Database } from '../../src/storage/database.js';

/** Resolves when a transaction waits for the row lock of another, or when there is nothing to wait for any more. */
export async function waitsForLock(database: Database, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  work.then(() => {
    isOver = true;
  });
  while (!isOver) {
    // Not information_schema.INNODB_TRX: that is a copy, which is not renewed while it is read more often than 10 times
    // a second.
    const [waits] = await database.select<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'");
    if (waits !== undefined && Number(waits.Value) > 0) {
      return;
    }
  }
}
