import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { type AnyErrorCode, invalidField, MessengerError, toKnownError, toWireError } from '../errors.js';

/** The HTTP status of each error code. */
export const statusByCode: Readonly<Record<AnyErrorCode, number>> = {
  'validation-failed': 400,
  'user-not-found': 404,
  'chat-not-found': 404,
  'rate-limited': 429,
  unavailable: 503,
  'internal-error': 500,
  'username-taken': 409,
  'invalid-credentials': 401,
  unauthorized: 401,
  'not-found': 404,
};

export const notFound: RequestHandler = (_request, _response, next) => next(new MessengerError('not-found'));

/** Sends every error in the same JSON shape, and logs those with a 5xx status. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = toKnownError(toRequestError(thrown) ?? thrown);
    const status = statusByCode[error.code];
    if (status >= 500) logger.error({ path: request.path, code: error.code, err: error.cause }, 'Request failed');
    if (error.retryAfterMs !== undefined) response.set('Retry-After', String(Math.ceil(error.retryAfterMs / 1_000)));
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    response.status(status).json({ error: toWireError(error) });
  };
}

/** Converts body-parser's errors. Their messages may quote the body, which must not be in the response or the log. */
function toRequestError(thrown: unknown): MessengerError | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown)) return undefined;
  if ('type' in thrown && thrown.type === 'entity.too.large') return invalidField('', 'is too large');
  return Number(thrown.status) < 500 ? invalidField('', 'is not valid JSON') : undefined;
}
