/** Something with this key is there already. */
const duplicateCodes = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE']);

/** Another transaction was in the way. The last is what `updateConversations` fails with. */
const interferenceCodes = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_BAD_NULL_ERROR']);

/** How often something is tried while other processes' transactions are in its way. */
const mostAttempts = 5;

/** Whether a row with this key was there already. */
export function isDuplicate(thrown: unknown): boolean {
  return duplicateCodes.has(codeOf(thrown));
}

/** Whether something was not as it was taken to be, so that the same transaction, run again, is likely to succeed. */
export function isConflict(thrown: unknown): boolean {
  return isDuplicate(thrown) || interferenceCodes.has(codeOf(thrown));
}

/** Does something again, a few times, when it conflicts with something else. `attempt` counts from 1. */
export async function retryConflicts<Result>(work: (attempt: number) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (thrown) {
      if (attempt === mostAttempts || !isConflict(thrown)) throw thrown;
    }
  }
}

/** What a driver's error is called; empty for anything else. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
