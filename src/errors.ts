import type { ErrorBody, ErrorCode, ErrorDetail } from '../generated/models.js';

/** The codes of the contract's error replies, and those that only the HTTP routes answer. */
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
  /** What is wrong with the input, and where. */
  details?: ErrorDetail[];
  /** With `rate-limited`: milliseconds to wait. */
  retryAfterMs?: number;
  /** What led to this error. It is logged and never leaves the process. */
  cause?: unknown;
}

/** The one error of this service: a code from a closed list, and a message that is safe to show to a client. */
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

/** Makes whatever was thrown a known error: what is not one of ours is `internal-error`, with the thrown as its cause. */
export function toKnownError(thrown: unknown): MessengerError {
  return thrown instanceof MessengerError ? thrown : new MessengerError('internal-error', { cause: thrown });
}

/** What is wrong with one field; `path` is a JSON Pointer (RFC 6901) into the payload. */
export function invalidField(path: string, message: string): MessengerError {
  return new MessengerError('validation-failed', { details: [{ path, message }] });
}

/** The wire shape of an error: what is under `error` in a reply or an HTTP answer. */
export type WireError = Omit<ErrorBody, 'code'> & { code: AnyErrorCode };

/** The wire shape of a known error. Its cause and stack stay here. */
export function toWireError(error: MessengerError): WireError {
  return {
    code: error.code,
    message: error.message,
    ...(error.details && { details: error.details }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  };
}
