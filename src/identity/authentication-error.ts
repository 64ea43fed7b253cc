import type { AuthFailure } from '../../generated/models.js';

/** Authentication failed; the client receives `reason` in `auth-failed`. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';
  readonly reason: AuthFailure;

  constructor(reason: AuthFailure, cause?: unknown) {
    super(`Authentication failed: ${reason}`, { cause });
    this.reason = reason;
  }
}
