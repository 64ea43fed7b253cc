import { rateLimited } from '../errors.js';

/** At most `count` times in `seconds`, which begin with the first time. */
interface Rate {
  readonly count: number;
  readonly seconds: number;
}

/** The time that starts with the first action that it counts. */
interface Window {
  count: number;
  /** In milliseconds, as `now` tells it. */
  readonly endsAt: number;
}

/**
 * Limits how often each account may do something, on this node. Own code because every message passes here: it is
 * synchronous, and cheaper than RateLimiterMemory of rate-limiter-flexible, which starts a timer for each account's
 * window. Measured with 100,000 accounts: 1.8 µs per call against 4.6 µs.
 */
export class RateLimit {
  readonly #rate: Rate | undefined;
  readonly #now: () => number;
  readonly #windows = new Map<number, Window>();
  #nextSweepAt = 0;

  /**
   * @param rate Without it, nothing is limited.
   * @param now A monotonic clock, in milliseconds.
   */
  constructor(rate: Rate | undefined, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Counts one action. @throws MessengerError `rate-limited` */
  consume(accountId: number): void {
    if (!this.#rate) return;
    const now = this.#now();
    if (now >= this.#nextSweepAt) this.#sweep(now, this.#rate);
    const window = this.#windows.get(accountId);
    if (!window || window.endsAt <= now) {
      this.#windows.set(accountId, { count: 1, endsAt: now + this.#rate.seconds * 1_000 });
      return;
    }
    if (window.count >= this.#rate.count) throw rateLimited(window.endsAt - now);
    window.count += 1;
  }

  /** Removes expired windows. */
  #sweep(now: number, { seconds }: Rate): void {
    this.#nextSweepAt = now + seconds * 1_000;
    for (const [accountId, { endsAt }] of this.#windows) {
      if (endsAt <= now) this.#windows.delete(accountId);
    }
  }
}
