import { percentile } from '../statistics.js';

/** The median and the 99th percentile, in ms. */
export interface LatencySummary {
  readonly p50: number;
  readonly p99: number;
}

/** Records how long each of many operations took. */
export class Latencies {
  readonly #times: number[] = [];

  record(ms: number): void {
    this.#times.push(ms);
  }

  clear(): void {
    this.#times.length = 0;
  }

  get count(): number {
    return this.#times.length;
  }

  /** @throws RangeError when nothing was recorded */
  summary(): LatencySummary {
    return { p50: percentile(this.#times, 0.5), p99: percentile(this.#times, 0.99) };
  }
}
