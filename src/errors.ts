import type { ErrorBody, ErrorCode, ErrorDetail } from '../generated/models.js';

/** The error codes of the contract, and those that only the HTTP routes use. */
export type AnyErrorCode = ErrorCode | 'username-taken' | 'invalid-credentials' | 'unauthorized' | 'not-found';

const defaultMessages: Record<AnyErrorCode, string> = {
  'validation-failed': 'The payload does not match the contract.',
  'user-not-found': 'There is no such user.',
  'chat-not-found': 'There is no such chat.',
  'rate-limited': 'Too many requests. Try again later.',
  unavailable: 'The service is not available. Try again later.',
  'internal-error': 'Something went wrong on our side.',
  'username-taken': 'That username is taken.',
  'invalid-credentials': 'The username or the password is wrong.',
  unauthorized: 'A valid token is needed.',
  'not-found': 'There is nothing here.',
};

interface MessengerErrorOptions {
  /** Which parts of the input are invalid, and why. */
  details?: ErrorDetail[];
  /** With `rate-limited`: milliseconds to wait before the next attempt. */
  retryAfterMs?: number;
  /** The underlying error. It is logged, and never sent to a client. */
  cause?: unknown;
}

/** The only error that clients receive: a code from a closed list, and a message without internal details. */
export class MessengerError extends Error {
  override readonly name = 'MessengerError';
  readonly code: AnyErrorCode;
  readonly details: ErrorDetail[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: AnyErrorCode, options: MessengerErrorOptions = {}) {
    super(defaultMessages[code], options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Converts a thrown value to a MessengerError. Any other error becomes `internal-error`, with the error as its cause. */
export function toKnownError(thrown: unknown): MessengerError {
  return thrown instanceof MessengerError ? thrown : new MessengerError('internal-error', { cause: thrown });
}

/** Creates the error for one invalid field. `path` is a JSON Pointer (RFC 6901) into the payload. */
export function invalidField(path: string, message: string): MessengerError {
  return new MessengerError('validation-failed', { details: [{ path, message }] });
}

/** Creates the error for a reached limit. @param ms The time until the limit ends, in milliseconds. */
export function rateLimited(ms: number): MessengerError {
  return new MessengerError('rate-limited', { retryAfterMs: Math.max(1, Math.ceil(ms)) });
}

/** The wire shape of an error: the value of `error` in a reply or in an HTTP response. */
export type WireError = Omit<ErrorBody, 'code'> & { code: AnyErrorCode };

/** Converts an error to its wire shape, without its cause and stack. */
export function toWireError(error: MessengerError): WireError {
  return {
    code: error.code,
    message: error.message,
    ...(error.details && { details: error.details }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  };
}
