import { once } from 'node:events';
import { MessengerError } from '../errors.js';
import type { ChatSocket } from './chat-socket.js';

/** As many requests with long replies as may wait on one connection. */
const maxWaiting = 100;

/**
 * Makes the long replies of one connection one after the other, each when the client has taken what was sent before: a
 * client that asks much and reads nothing would have the server hold all of it.
 */
export class ReplyQueue {
  readonly #connection: ChatSocket['conn'];
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Packets that Engine.IO keeps until the transport takes more. */
  #held = 0;

  constructor({ conn }: Pick<ChatSocket, 'conn'>) {
    this.#connection = conn;
    conn.on('packetCreate', () => {
      this.#held += 1;
    });
    conn.on('flush', () => {
      this.#held = 0;
    });
  }

  /**
   * Carries out the work in its turn.
   * @throws MessengerError `unavailable` when too much waits, when the client is gone, or when `signal` ends the waiting.
   */
  async add<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#waiting >= maxWaiting) throw new MessengerError('unavailable');
    this.#waiting += 1;
    const turn = this.#last.then(async () => {
      await this.#untilTaken(signal);
      return work();
    });
    // What one request comes to is no concern of the next.
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #untilTaken(signal: AbortSignal): Promise<void> {
    // The reply before this one is sent by then.
    if (this.#waiting > 1) await new Promise(setImmediate);
    while (this.#held > 0 && this.#connection.readyState === 'open' && !signal.aborted) {
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
