import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** The median and the 99th percentile, in ms. */
export interface LatencySummary {
  readonly p50: number;
  readonly p99: number;
}

const mostMicroseconds = 120_000_000;

/** How long things took. Node's own HDR histogram: it keeps three significant digits, and forgets nothing. */
export class Latencies {
  readonly #histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: mostMicroseconds, figures: 3 });

  /** @param ms what `performance.now()` differs by */
  record(ms: number): void {
    this.#histogram.record(Math.min(mostMicroseconds, Math.max(1, Math.round(ms * 1_000))));
  }

  get count(): number {
    return this.#histogram.count;
  }

  /** @throws RangeError when nothing was recorded */
  summary(): LatencySummary {
    if (this.#histogram.count === 0) throw new RangeError('No latency was recorded.');
    return { p50: this.#histogram.percentile(50) / 1_000, p99: this.#histogram.percentile(99) / 1_000 };
  }
}
