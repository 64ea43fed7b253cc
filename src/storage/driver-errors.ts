const duplicateKeyCodes = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE']);
const lockConflictCodes = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT']);

/** Returns whether the database refused a row because another row has the same key. */
export function isDuplicateKey(thrown: unknown): boolean {
  return duplicateKeyCodes.has(codeOf(thrown));
}

/** Returns whether another transaction was in the way of this one: the same work is likely to succeed if it is retried. */
export function isLockConflict(thrown: unknown): boolean {
  return lockConflictCodes.has(codeOf(thrown));
}

/** Returns the code of a driver's error; an empty text for any other value. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
