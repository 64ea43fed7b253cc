import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { RedisLink } from './redis-link.js';
import { beat, bury, enrol } from './scripts.js';

export interface HeartbeatTiming {
  /** Between two signs of life, in ms. */
  readonly intervalMs: number;
  /** A process that has given none for so long, in ms, is dead. */
  readonly deadAfterMs: number;
}

/** What a sign of life found out. */
export interface Pulse {
  /** Nothing is left of what this process had registered in Redis. */
  readonly isNew: boolean;
  /** For a while this process and the others may not have heard of one another. */
  readonly wasCutOff: boolean;
}

/** Says that this process lives, and buries those that do not say so any more. */
export class Heartbeat {
  readonly #link: RedisLink;
  readonly #timing: HeartbeatTiming;
  readonly #onPulse: (pulse: Pulse) => Promise<void>;
  readonly #logger: Logger;
  #process = randomUUID();
  #isAlive = false;
  #aliveSince = 0;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  #isStopped = false;

  constructor(link: RedisLink, timing: HeartbeatTiming, onPulse: (pulse: Pulse) => Promise<void>, logger: Logger) {
    this.#link = link;
    this.#timing = timing;
    this.#onPulse = onPulse;
    this.#logger = logger;
  }

  /** The name of this process in Redis; a new one each time it enrols. */
  get process(): string {
    return this.#process;
  }

  /** Whether Redis was there when last asked. While it is not, only the heart asks it. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** @throws whatever keeps this process from enrolling. */
  async start(): Promise<void> {
    await this.#enrol();
    this.#revive();
    this.#link.onReconnect(() => this.beatNow());
    this.#schedule();
  }

  /** Has found that Redis is not there, or does not do what it is asked to. */
  fail(error: unknown): void {
    if (this.#isAlive && !this.#isStopped) this.#logger.error({ err: error }, 'Who is online is not shared for now');
    this.#isAlive = false;
  }

  /** Does not wait for the next beat's time. */
  beatNow(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
      this.#schedule();
    });
  }

  /** Says good-bye: the accounts of this process are not here any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#beating;
    if (this.#isAlive) await this.#bury(this.#process).catch((error: unknown) => this.fail(error));
  }

  #schedule(): void {
    if (!this.#isStopped) this.#timer = setTimeout(() => this.beatNow(), this.#timing.intervalMs).unref();
  }

  async #beat(): Promise<void> {
    try {
      const pulse = await this.#link.run((client) => beat.run(client, this.#process, this.#timing.deadAfterMs));
      const isNew = pulse === 0;
      if (isNew) await this.#enrol();
      const wasCutOff = pulse !== 1 || !this.#isAlive;
      if (wasCutOff) this.#revive();
      await this.#onPulse({ isNew, wasCutOff });
      // After an outage the others need time to say that they live.
      if (performance.now() - this.#aliveSince > this.#timing.deadAfterMs) await this.#bury('');
    } catch (error) {
      this.fail(error);
    }
  }

  async #enrol(): Promise<void> {
    this.#process = randomUUID();
    await this.#link.run((client) => enrol.run(client, this.#process, this.#timing.deadAfterMs));
  }

  #revive(): void {
    this.#isAlive = true;
    this.#aliveSince = performance.now();
  }

  /** @param process The one that says good-bye; empty for all those that have not said for too long that they live. */
  async #bury(process: string): Promise<void> {
    while ((await this.#link.run((client) => bury.run(client, process))) > 0);
  }
}
