import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Notice } from '../messenger/notice.js';
import type { RedisLink } from './redis-link.js';
import { publishBatch } from './scripts.js';

/** The most notices of a batch. */
const batchSize = 200;
/** The most characters that are kept while Redis cannot be reached. */
const capacity = 16 * 1_024 * 1_024;
/** Time between two attempts, in ms. */
const retryMs = 250;
/** The longest time that closing waits for unpublished notices, in ms. */
const closingMs = 1_000;

/**
 * Publishes the notices of this node to the other nodes, in order. The notices of one turn of the event loop are one
 * batch, since a command costs the same for one as for many. A batch that may not have arrived is published again under
 * its number, by which readers recognize it.
 */
export class Outbox {
  /** The name of this node in its batches. */
  readonly sender = randomUUID();
  readonly #link: RedisLink;
  readonly #logger: Logger;
  #number = 0;
  #waiting: string[] = [];
  #size = 0;
  #publishing: Promise<void> | undefined;
  #isClosing = false;

  constructor(link: RedisLink, logger: Logger) {
    this.#link = link;
    this.#logger = logger;
  }

  add(notice: Notice): void {
    const text = JSON.stringify(notice);
    this.#waiting.push(text);
    this.#size += text.length;
    if (this.#size > capacity) this.#dropOldest();
    this.#publishing ??= this.#publish();
  }

  async close(): Promise<void> {
    const deadline = AbortSignal.timeout(closingMs);
    const isLate = new Promise<void>((resolve) => deadline.addEventListener('abort', () => resolve()));
    await Promise.race([this.#publishing, isLate]);
    this.#isClosing = true;
    await this.#publishing;
  }

  async #publish(): Promise<void> {
    // The notices of all sockets that were read in this turn of the event loop join the batch.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0 && !this.#isClosing) await this.#publishBatch();
    this.#publishing = undefined;
  }

  async #publishBatch(): Promise<void> {
    const batch = this.#waiting.splice(0, batchSize);
    this.#number += 1;
    const notices = `[${batch.join(',')}]`;
    while (!this.#isClosing) {
      try {
        await this.#link.run((client) => publishBatch.run(client, this.sender, this.#number, notices));
        this.#size -= notices.length - batch.length - 1;
        return;
      } catch (err) {
        this.#logger.debug({ err }, 'Failed to publish a batch of notices; retrying');
        await pause(retryMs);
      }
    }
  }

  /** Drops a quarter at once, so that an outage does not log a line for each notice. */
  #dropOldest(): void {
    const dropped = this.#waiting.splice(0, Math.ceil(this.#waiting.length / 4));
    for (const text of dropped) this.#size -= text.length;
    this.#logger.error(
      { dropped: dropped.length },
      'Dropped notices for other nodes: Redis is unreachable for too long',
    );
  }
}
