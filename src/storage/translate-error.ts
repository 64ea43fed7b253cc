import { MessengerError } from '../errors.js';
import { codeOf, isDuplicateKey } from './driver-errors.js';

/** The database is unreachable or cannot work now: the same request may succeed later. */
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_ABORTING_CONNECTION',
  'ER_NEW_ABORTING_CONNECTION',
  'ER_CONNECTION_KILLED',
  'ER_CLIENT_INTERACTION_TIMEOUT',
  'ER_QUERY_INTERRUPTED',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  // During a failover the server is read-only for a while.
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_READ_ONLY_MODE',
  // A Galera node that has not joined its cluster yet, or has lost the majority of the nodes.
  'ER_UNKNOWN_COM_ERROR',
  'ER_ERROR_DURING_COMMIT',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_FULL',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
]);

const unavailableNames = new Set(['KnexTimeoutError', 'TimeoutError']);
const unavailableMessages = new Set([
  'aborted',
  'Unable to acquire a connection',
  'Pool is closed.',
  'The database connection is not open',
]);

/** Matches the end of the message, because MySQL's message also repeats the value. MySQL 8 puts the table before the index. */
const duplicateUsername = /(?:for key '(?:accounts\.)?accounts_username_key'|failed: accounts\.username_key)$/;

/**
 * Converts a driver's error to a MessengerError: `unavailable` when the database cannot be reached, `username-taken` when it
 * refused a second account with the same name. Other errors are returned as they are, without the SQL that the driver
 * attaches, because the SQL holds people's messages.
 */
export function translateError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof MessengerError) {
    return thrown;
  }
  Reflect.deleteProperty(thrown, 'sql');
  if (isUnavailable(thrown)) {
    return new MessengerError('unavailable', { cause: thrown });
  }
  if (isDuplicateKey(thrown) && duplicateUsername.test(thrown.message)) {
    return new MessengerError('username-taken', { cause: thrown });
  }
  return thrown;
}

/** Runs the work of a storage method; its errors are translated. */
export async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    throw translateError(thrown);
  }
}

function isUnavailable(error: Error): boolean {
  const code = codeOf(error);
  return (
    unavailableCodes.has(code) ||
    code.startsWith('SQLITE_IOERR') ||
    unavailableNames.has(error.name) ||
    unavailableMessages.has(error.message) ||
    // mysql2 marks errors that end a connection, and queries on an ended connection, as fatal.
    ('fatal' in error && error.fatal === true)
  );
}
