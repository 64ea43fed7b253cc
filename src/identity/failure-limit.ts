import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { MessengerError, rateLimited } from '../errors.js';

/**
 * Limits how often an operation may fail under one key. Successes are not counted. Attempts under one key run one after
 * the other on each node: a success is never refused because of parallel attempts, and parallel guesses exceed the limit
 * by at most one for each further node.
 */
export class FailureLimit {
  readonly #failures: RateLimiterAbstract | undefined;
  /** By key, the end of the last attempt that was queued. */
  readonly #ends = new Map<string, Promise<void>>();

  /** @param failures Counts the failures; without it, nothing is limited. */
  constructor(failures: RateLimiterAbstract | undefined) {
    this.#failures = failures;
  }

  /**
   * Runs an attempt after the previous ones under the key. It fails when it rejects with a MessengerError of this code.
   * @throws MessengerError `rate-limited` when the key has too many failures; otherwise what `attempt` rejects with.
   */
  attempt<Result>(key: string, code: MessengerError['code'], attempt: () => Promise<Result>): Promise<Result> {
    const failures = this.#failures;
    if (!failures) return attempt();
    const previous = this.#ends.get(key) ?? Promise.resolve();
    const result = previous.then(() => runCounted(failures, key, code, attempt));
    const release = (): void => {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    };
    const end = result.then(release, release);
    this.#ends.set(key, end);
    return result;
  }
}

async function runCounted<Result>(
  failures: RateLimiterAbstract,
  key: string,
  code: MessengerError['code'],
  attempt: () => Promise<Result>,
): Promise<Result> {
  const counted = await failures.get(key);
  if (counted && counted.remainingPoints <= 0) throw rateLimited(counted.msBeforeNext);
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof MessengerError && error.code === code) await failures.penalty(key);
    throw error;
  }
}
