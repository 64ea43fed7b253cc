import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { RedisLink } from './redis-link.js';

const stream = 'messenger:events';
/** The id before all others. */
const beginning = '0-0';
/** How long Redis holds back its answer while there is nothing new, in ms; and how long it may take at most. */
const blockMs = 5_000;
const limitMs = blockMs + 3_000;
/** Between two attempts, in ms. */
const retryMs = 100;

export type EventFields = Readonly<Record<string, string>>;

/** Reads what the processes tell one another, each event once, from where it was when it opened. */
export class EventReader {
  readonly #link: RedisLink;
  readonly #logger: Logger;
  #position = beginning;
  #reading: Promise<void> | undefined;
  #isClosed = false;

  /** @param link Its own: it is blocked while there is nothing new. */
  constructor(link: RedisLink, logger: Logger) {
    this.#link = link;
    this.#logger = logger;
  }

  /** Everything from now on will be read. */
  async open(): Promise<void> {
    this.#position = (await this.#lastId()) ?? beginning;
  }

  start(onEvent: (fields: EventFields) => void): void {
    this.#reading = this.#read(onEvent);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#link.close();
    await this.#reading;
  }

  async #read(onEvent: (fields: EventFields) => void): Promise<void> {
    let mayBeReset = false;
    while (!this.#isClosed) {
      try {
        if (mayBeReset) await this.#followReset();
        mayBeReset = false;
        const where = { key: stream, id: this.#position };
        const answer = await this.#link.run((client) => client.xRead(where, { BLOCK: blockMs, COUNT: 100 }), limitMs);
        for (const { id, message } of answer?.[0]?.messages ?? []) {
          this.#position = id;
          this.#take(onEvent, message);
        }
      } catch (err) {
        mayBeReset = true;
        if (this.#isClosed) return;
        this.#logger.debug({ err }, 'What other processes tell could not be read');
        await pause(retryMs);
      }
    }
  }

  #take(onEvent: (fields: EventFields) => void, fields: EventFields): void {
    try {
      onEvent(fields);
    } catch (err) {
      this.#logger.error({ err }, 'What another process told could not be used');
    }
  }

  /** A Redis that was started without its data, or with older data, counts from an earlier id than ours. */
  async #followReset(): Promise<void> {
    const last = await this.#lastId();
    if (last === undefined || isBefore(last, this.#position)) this.#position = beginning;
  }

  async #lastId(): Promise<string | undefined> {
    const newest = await this.#link.run((client) => client.xRevRange(stream, '+', '-', { COUNT: 1 }));
    return newest?.[0]?.id;
  }
}

/** Of two ids, each of a time in ms and a number within it. */
function isBefore(id: string, other: string): boolean {
  const [time = 0, number = 0] = id.split('-').map(Number);
  const [otherTime = 0, otherNumber = 0] = other.split('-').map(Number);
  return time < otherTime || (time === otherTime && number < otherNumber);
}
