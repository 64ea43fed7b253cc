import type { Knex } from 'knex';

/** Resolves when a transaction waits for a row lock, or when `work` has ended. */
export async function waitsForLock(connection: Knex, work: Promise<unknown>): Promise<void> {
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
  };
  work.then(end, end);
  while (!hasEnded) {
    // Not information_schema.INNODB_TRX: that is a copy, which the server renews at most 10 times a second.
    const { 0: rows } = await connection.raw<{ 0: readonly { Value: string }[] }>(
      "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'",
    );
    if (Number(rows[0]?.Value) > 0) return;
  }
}
