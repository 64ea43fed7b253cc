export type ErrorCode = 'validation-failed' | 'user-not-found' | 'chat-not-found' | 'rate-limited' | 'unavailable' | 'internal-error';
export interface ErrorDetail { path: string; message: string }
export interface ErrorBody { code: ErrorCode; message: string; details?: ErrorDetail[]; retryAfterMs?: number }
