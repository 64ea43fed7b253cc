import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { RedisLink } from './redis-link.js';

const stream = 'messenger:events';
/** The id before the first event. */
const beginning = '0-0';
/** How long Redis waits for new events before it answers, in ms; and the longest time that an answer may take. */
const blockMs = 5_000;
const limitMs = blockMs + 3_000;
/** Time between two attempts, in ms. */
const retryMs = 100;

export type EventFields = Readonly<Record<string, string>>;

/** Reads the events that the nodes publish, each once, from the moment of opening on. */
export class EventReader {
  readonly #link: RedisLink;
  readonly #logger: Logger;
  #position = beginning;
  #reading: Promise<void> | undefined;
  #isClosed = false;

  /** @param link A connection for this reader alone: waiting for new events blocks it. */
  constructor(link: RedisLink, logger: Logger) {
    this.#link = link;
    this.#logger = logger;
  }

  /** Takes the newest event as the position: everything after it is read. */
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
          this.#handle(onEvent, message);
        }
      } catch (err) {
        mayBeReset = true;
        if (this.#isClosed) return;
        this.#logger.debug({ err }, 'Failed to read cluster events; retrying');
        await pause(retryMs);
      }
    }
  }

  #handle(onEvent: (fields: EventFields) => void, fields: EventFields): void {
    try {
      onEvent(fields);
    } catch (err) {
      this.#logger.error({ err }, 'Failed to handle a cluster event');
    }
  }

  /** Starts over when Redis lost its data, or has older data: its ids then begin before our position. */
  async #followReset(): Promise<void> {
    const last = await this.#lastId();
    if (last === undefined || isBefore(last, this.#position)) this.#position = beginning;
  }

  async #lastId(): Promise<string | undefined> {
    const newest = await this.#link.run((client) => client.xRevRange(stream, '+', '-', { COUNT: 1 }));
    return newest?.[0]?.id;
  }
}

/** Compares two ids, each a time in ms and a number within that time. */
function isBefore(id: string, other: string): boolean {
  const [time = 0, number = 0] = id.split('-').map(Number);
  const [otherTime = 0, otherNumber = 0] = other.split('-').map(Number);
  return time < otherTime || (time === otherTime && number < otherNumber);
}
