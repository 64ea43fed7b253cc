import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';
import { rateLimited } from '../errors.js';
import { FailureLimit } from './failure-limit.js';

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

/** Limits how often something may be attempted under one key. */
export class AttemptLimit {
  readonly #attempts: RateLimiterAbstract | undefined;

  /** @param attempts Counts the attempts; without it, nothing is limited. */
  constructor(attempts: RateLimiterAbstract | undefined) {
    this.#attempts = attempts;
  }

  /** Counts one attempt. @throws MessengerError `rate-limited` */
  async consume(key: string): Promise<void> {
    try {
      await this.#attempts?.consume(key);
    } catch (thrown) {
      throw thrown instanceof RateLimiterRes ? rateLimited(thrown.msBeforeNext) : thrown;
    }
  }
}

export interface AttemptLimits {
  readonly logins: FailureLimit;
  readonly registrations: AttemptLimit;
}

/**
 * Creates the limits of log-ins and registrations.
 * @param rates Without a rate, there is no limit.
 * @param redis Counts over all nodes that share this Redis. While Redis does not answer, each node counts alone, as it
 * always does without a client.
 */
export function createAttemptLimits(
  rates: { readonly logins: Rate | undefined; readonly registrations: Rate | undefined },
  redis?: RedisCounterClient,
): AttemptLimits {
  return {
    logins: new FailureLimit(rates.logins && createCounter('login-failures', rates.logins, redis)),
    registrations: new AttemptLimit(rates.registrations && createCounter('registrations', rates.registrations, redis)),
  };
}

function createCounter(
  name: string,
  { count, seconds }: Rate,
  redis: RedisCounterClient | undefined,
): RateLimiterAbstract {
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
  // A client whose Redis hangs answers neither success nor failure.
  return new RLWrapperTimeouts({ limiter: sharedCounter, timeoutMs: redisTimeoutMs });
}
