import { RateLimiterMemory } from 'rate-limiter-flexible';
import { MessengerError } from '../errors.js';
import { limitReached, type Rate } from './rate-limit.js';

/** Attempts under one key that are being made, and those that wait to see what comes of them. */
interface Attempts {
  count: number;
  readonly waiting: Set<() => void>;
}

/**
 * How often something may fail under one key, in this process. An attempt may turn out to be a failure: at no time are
 * more being made than may still fail, and the others wait. So many at a time gain nothing, and no success is refused.
 */
export class FailureLimit {
  readonly #rate: Rate | undefined;
  readonly #failures: RateLimiterMemory | undefined;
  readonly #attempts = new Map<string, Attempts>();

  /** @param rate Without it, nothing is limited. */
  constructor(rate: Rate | undefined) {
    this.#rate = rate;
    this.#failures = rate && new RateLimiterMemory({ points: rate.count, duration: rate.seconds });
  }

  /**
   * Makes an attempt. It has failed when it rejects with a MessengerError of that code.
   * @throws MessengerError `rate-limited` when there were too many failures; whatever `attempt` rejects with.
   */
  async attempt<Result>(key: string, code: MessengerError['code'], attempt: () => Promise<Result>): Promise<Result> {
    if (!this.#rate || !this.#failures) return attempt();
    const attempts = this.#attempts.get(key) ?? { count: 0, waiting: new Set() };
    this.#attempts.set(key, attempts);
    attempts.count += 1;
    try {
      await this.#waitForRoom(key, attempts, this.#rate.count);
      return await attempt();
    } catch (error) {
      // What is over the limit rejects, and is no less a failure.
      if (error instanceof MessengerError && error.code === code) await this.#failures.penalty(key);
      throw error;
    } finally {
      attempts.count -= 1;
      if (attempts.count === 0 && attempts.waiting.size === 0) this.#attempts.delete(key);
      for (const look of attempts.waiting) look();
    }
  }

  async #waitForRoom(key: string, attempts: Attempts, most: number): Promise<void> {
    for (;;) {
      const failures = await this.#failures?.get(key);
      const failed = failures?.consumedPoints ?? 0;
      if (failures && failed >= most) throw limitReached(failures.msBeforeNext);
      if (failed + attempts.count <= most) return;
      attempts.count -= 1;
      await new Promise<void>((resolve) => {
        const look = () => {
          attempts.waiting.delete(look);
          resolve();
        };
        attempts.waiting.add(look);
      });
      attempts.count += 1;
    }
  }
}
