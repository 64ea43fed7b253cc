import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';
import { MessengerError, rateLimited } from '../errors.js';

/** The maximum time in ms to wait for Redis; after it, the node's own count decides. */
const redisTimeoutMs = 500;

/** At most `count` times in `seconds`, which begin with the first time. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

/** The part of a connected client of the package `redis` that rate-limiter-flexible uses. */
export interface RedisCounterClient {
  readonly isReady: boolean;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  multi(): object;
}

/** Limits how often something may be attempted, or how often it may fail, under one key. */
export class AttemptLimit {
  readonly #counter: RateLimiterAbstract | undefined;
  /** By key, the end of the last attempt that was queued. */
  readonly #ends = new Map<string, Promise<void>>();

  /** @param counter Without it, nothing is limited. */
  constructor(counter: RateLimiterAbstract | undefined) {
    this.#counter = counter;
  }

  /** Counts one attempt. @throws MessengerError `rate-limited` */
  async consume(key: string): Promise<void> {
    try {
      await this.#counter?.consume(key);
    } catch (thrown) {
      throw thrown instanceof RateLimiterRes ? rateLimited(thrown.msBeforeNext) : thrown;
    }
  }

  /**
   * Runs an attempt, and counts it if it fails: if it rejects with a MessengerError of code `failure`. On this node, the
   * attempts under one key run one after the other: a success is never refused because of parallel attempts, and parallel
   * guesses exceed the limit by at most one for each further node.
   * @throws MessengerError `rate-limited` when the key has too many failures; otherwise what `attempt` rejects with.
   */
  async attempt<Result>(key: string, failure: MessengerError['code'], attempt: () => Promise<Result>): Promise<Result> {
    const counter = this.#counter;
    if (!counter) return attempt();
    const result = (this.#ends.get(key) ?? Promise.resolve()).then(async () => {
      const failures = await counter.get(key);
      if (failures && failures.remainingPoints <= 0) throw rateLimited(failures.msBeforeNext);
      return attempt().catch(async (error: unknown) => {
        if (error instanceof MessengerError && error.code === failure) await counter.penalty(key);
        throw error;
      });
    });
    const release = (): void => {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    };
    const end = result.then(release, release);
    this.#ends.set(key, end);
    return result;
  }
}

export type AttemptLimits = Readonly<Record<'logins' | 'registrations', AttemptLimit>>;

/**
 * Creates the limits of failed log-ins and of registrations.
 * @param rates Without a rate, there is no limit.
 * @param redis Counts over all nodes that share this Redis. While Redis does not answer, each node counts alone, as it
 * always does without a client.
 */
export function createAttemptLimits(
  { logins, registrations }: { readonly logins: Rate | undefined; readonly registrations: Rate | undefined },
  redis?: RedisCounterClient,
): AttemptLimits {
  return {
    logins: new AttemptLimit(logins && createCounter('login-failures', logins, redis)),
    registrations: new AttemptLimit(registrations && createCounter('registrations', registrations, redis)),
  };
}

function createCounter(name: string, { count, seconds }: Rate, redis?: RedisCounterClient): RateLimiterAbstract {
  const options = { keyPrefix: `messenger:${name}`, points: count, duration: seconds };
  const ownCounter = new RateLimiterMemory(options);
  if (!redis) return ownCounter;
  const sharedCounter = new RateLimiterRedis({
    ...options,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: ownCounter,
  });
  // When Redis hangs, the client neither resolves nor rejects.
  return new RLWrapperTimeouts({ limiter: sharedCounter, timeoutMs: redisTimeoutMs });
}
