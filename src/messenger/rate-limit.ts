import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { MessengerError } from '../errors.js';

/** So many in so many seconds. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

/** How often something may be done under one key, in this process. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory | undefined;

  /** @param rate Without it, nothing is limited. */
  constructor(rate: Rate | undefined) {
    this.#limiter = rate && new RateLimiterMemory({ points: rate.count, duration: rate.seconds });
  }

  /** @throws MessengerError `rate-limited` */
  async consume(key: string): Promise<void> {
    try {
      await this.#limiter?.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw limitReached(error);
    }
  }
}

/** What somebody is told who has reached a limit. */
export function limitReached({ msBeforeNext }: RateLimiterRes): MessengerError {
  return new MessengerError('rate-limited', { retryAfterMs: Math.max(1, msBeforeNext) });
}
