import { once } from 'node:events';
import { MessengerError } from '../errors.js';
import type { ClientSocket } from './client-socket.js';

/** The most requests with long replies that may wait on one connection. */
const maxWaiting = 100;

/**
 * Carries out the operations with long replies of one connection one at a time, each when the client has taken the reply
 * before: the server would otherwise hold every reply of a client that asks much and reads nothing.
 */
export class ReplyQueue {
  readonly #connection: ClientSocket['conn'];
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Packets that Engine.IO buffers until the transport accepts more. */
  #buffered = 0;

  constructor({ conn }: Pick<ClientSocket, 'conn'>) {
    this.#connection = conn;
    conn.on('packetCreate', () => {
      this.#buffered += 1;
    });
    conn.on('flush', () => {
      this.#buffered = 0;
    });
  }

  /**
   * Carries out the work in its turn. The work includes its reply, which the next work waits for the client to take.
   * @throws MessengerError `unavailable` when too many requests wait, the client is gone, or `signal` aborts the wait;
   *   then the work is not carried out.
   */
  async add(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.#waiting >= maxWaiting) throw new MessengerError('unavailable');
    this.#waiting += 1;
    const turn = this.#last.then(async () => {
      await this.#untilTaken(signal);
      await work();
    });
    // A failure belongs to one request, not to the next one.
    this.#last = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #untilTaken(signal: AbortSignal): Promise<void> {
    // An embedded database answers within the turn: without a pause, a burst of requests would keep all others waiting.
    if (this.#waiting > 1) await new Promise(setImmediate);
    while (this.#buffered > 0 && this.#connection.readyState === 'open' && !signal.aborted) {
      const settled = new AbortController();
      const either = AbortSignal.any([signal, settled.signal]);
      await Promise.race([
        once(this.#connection, 'flush', { signal: either }),
        once(this.#connection, 'close', { signal: either }),
      ]).catch((error: unknown) => {
        if (!either.aborted) throw error;
      });
      settled.abort();
    }
    if (this.#connection.readyState !== 'open' || signal.aborted) throw new MessengerError('unavailable');
  }
}
