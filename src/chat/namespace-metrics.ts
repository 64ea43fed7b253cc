import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The Prometheus metrics of the namespace. */
export class NamespaceMetrics {
  readonly #connections: Gauge;
  readonly #refused: Counter<'reason'>;
  readonly #operations: Histogram<'event' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#connections = new Gauge({ name: 'messenger_connections', help: 'Authenticated sockets.', registers });
    this.#refused = new Counter({
      name: 'messenger_connections_refused_total',
      help: 'Sockets that were refused or ended, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.#operations = new Histogram({
      name: 'messenger_operation_duration_seconds',
      help: 'Time from receiving an event to acknowledging it, by event and outcome: ok, or the error code.',
      labelNames: ['event', 'outcome'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
  }

  connected(): void {
    this.#connections.inc();
  }

  disconnected(): void {
    this.#connections.dec();
  }

  refused(reason: string): void {
    this.#refused.inc({ reason });
  }

  /**
   * Records the acknowledgement of an operation.
   * @param event From a closed list: each value is a time series.
   * @param startedAt The value of `performance.now()` when the event came in.
   */
  acknowledged(event: string, outcome: string, startedAt: number): void {
    this.#operations.observe({ event, outcome }, (performance.now() - startedAt) / 1_000);
  }
}
