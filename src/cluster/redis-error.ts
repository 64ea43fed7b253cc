/** Redis cannot be used at the start of the server. */
export class RedisError extends Error {
  override readonly name = 'RedisError';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message || cause.name : String(cause), { cause });
  }
}
