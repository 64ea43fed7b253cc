/** Redis cannot be used when the server starts. */
export class RedisError extends Error {
  override readonly name = 'RedisError';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message || cause.name : String(cause), { cause });
  }
}
