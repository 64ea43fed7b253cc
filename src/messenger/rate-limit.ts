import { MessengerError } from '../errors.js';

/** So many in so many seconds. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

/** The time that begins with the first of those that it counts. */
interface Window {
  count: number;
  readonly endsAt: number;
}

/** How often something may be done under one key, in this process. */
export class RateLimit {
  readonly #rate: Rate | undefined;
  readonly #now: () => number;
  readonly #windows = new Map<string | number, Window>();
  /** When those that have ended are forgotten next. */
  #sweepsAt = 0;

  /**
   * @param rate Without it, nothing is limited.
   * @param now In milliseconds, from any time on; it never goes back.
   */
  constructor(rate: Rate | undefined, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** @throws MessengerError `rate-limited` */
  consume(key: string | number): void {
    if (!this.#rate) return;
    const now = this.#now();
    if (now >= this.#sweepsAt) this.#sweep(now, this.#rate);
    const window = this.#windows.get(key);
    if (!window || window.endsAt <= now) {
      this.#windows.set(key, { count: 1, endsAt: now + this.#rate.seconds * 1_000 });
      return;
    }
    if (window.count >= this.#rate.count) throw limitReached(window.endsAt - now);
    window.count += 1;
  }

  #sweep(now: number, { seconds }: Rate): void {
    this.#sweepsAt = now + seconds * 1_000;
    for (const [key, { endsAt }] of this.#windows) {
      if (endsAt <= now) this.#windows.delete(key);
    }
  }
}

/** What somebody is told who has reached a limit. @param ms until the limit is lifted */
export function limitReached(ms: number): MessengerError {
  return new MessengerError('rate-limited', { retryAfterMs: Math.max(1, Math.ceil(ms)) });
}
