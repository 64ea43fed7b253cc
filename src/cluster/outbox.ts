import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { RedisLink } from './redis-link.js';
import { publish } from './scripts.js';

/** The most messages of a batch. */
const batchSize = 200;
/** What is kept at most while Redis is away, in characters. */
const capacity = 16 * 1_024 * 1_024;
/** Between two attempts, in ms. */
const retryMs = 250;
/** How long closing waits for what has not gone out yet, in ms. */
const closingMs = 1_000;

/**
 * What this process has to tell the others, in its order. The messages of a moment go out as one batch, since a command
 * costs the same for one as for many. A batch that may not have arrived is sent again under its number, by which readers
 * know that they have it.
 */
export class Outbox {
  readonly #link: RedisLink;
  readonly #logger: Logger;
  readonly #sender = randomUUID();
  #number = 0;
  #waiting: string[] = [];
  #size = 0;
  #sending: Promise<void> | undefined;
  #isClosing = false;

  constructor(link: RedisLink, logger: Logger) {
    this.#link = link;
    this.#logger = logger;
  }

  add(message: object): void {
    const text = JSON.stringify(message);
    this.#waiting.push(text);
    this.#size += text.length;
    if (this.#size > capacity) this.#dropOldest();
    this.#sending ??= this.#send();
  }

  async close(): Promise<void> {
    const deadline = AbortSignal.timeout(closingMs);
    const isLate = new Promise<void>((resolve) => deadline.addEventListener('abort', () => resolve()));
    await Promise.race([this.#sending, isLate]);
    this.#isClosing = true;
    await this.#sending;
  }

  async #send(): Promise<void> {
    // The messages of all sockets that were read in this turn of the event loop join.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0 && !this.#isClosing) await this.#sendBatch();
    this.#sending = undefined;
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#waiting.splice(0, batchSize);
    this.#number += 1;
    const messages = `[${batch.join(',')}]`;
    while (!this.#isClosing) {
      try {
        await this.#link.run((client) => publish.run(client, this.#sender, this.#number, messages));
        this.#size -= messages.length - batch.length - 1;
        return;
      } catch (err) {
        this.#logger.debug({ err }, 'A batch for the other processes has to be sent again');
        await pause(retryMs);
      }
    }
  }

  /** Of a quarter at once, so that an outage does not log a line for each message. */
  #dropOldest(): void {
    const dropped = this.#waiting.splice(0, Math.ceil(this.#waiting.length / 4));
    for (const text of dropped) this.#size -= text.length;
    this.#logger.error(
      { dropped: dropped.length },
      'Clients of other processes are not told: Redis is away for too long',
    );
  }
}
