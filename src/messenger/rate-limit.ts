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
  /** By key, those that have not ended; all are of the same length, so the oldest is the first to end. */
  readonly #windows = new Map<string | number, Window>();

  /** @param rate Without it, nothing is limited. */
  constructor(rate: Rate | undefined) {
    this.#rate = rate;
  }

  /** @throws MessengerError `rate-limited` */
  consume(key: string | number): void {
    if (!this.#rate) return;
    const now = performance.now();
    this.#forgetEnded(now);
    const window = this.#windows.get(key);
    if (!window) {
      this.#windows.set(key, { count: 1, endsAt: now + this.#rate.seconds * 1_000 });
      return;
    }
    if (window.count >= this.#rate.count) throw limitReached(window.endsAt - now);
    window.count += 1;
  }

  #forgetEnded(now: number): void {
    for (const [key, { endsAt }] of this.#windows) {
      if (endsAt > now) return;
      this.#windows.delete(key);
    }
  }
}

/** What somebody is told who has reached a limit. @param ms until the limit is lifted */
export function limitReached(ms: number): MessengerError {
  return new MessengerError('rate-limited', { retryAfterMs: Math.max(1, Math.ceil(ms)) });
}
