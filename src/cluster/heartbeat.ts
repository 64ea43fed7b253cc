import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { RedisLink } from './redis-link.js';
import { registerNode, removeNodes, renewNode } from './scripts.js';

export interface HeartbeatTiming {
  /** Time between two heartbeats, in ms. */
  readonly intervalMs: number;
  /** Time without a heartbeat, in ms, after which a node counts as dead. */
  readonly deadAfterMs: number;
}

/** The state that a heartbeat found. */
export interface HeartbeatResult {
  /** Redis had lost what this node had registered: the node has registered again, without accounts. */
  readonly isNew: boolean;
  /** For a while this node and the others may not have received one another's events. */
  readonly mayHaveMissedEvents: boolean;
}

type OnHeartbeat = (result: HeartbeatResult) => Promise<void>;

/** Sends this node's heartbeat and removes expired nodes. */
export class Heartbeat {
  readonly #link: RedisLink;
  readonly #timing: HeartbeatTiming;
  readonly #onHeartbeat: OnHeartbeat;
  readonly #logger: Logger;
  #node = randomUUID();
  #isAlive = false;
  #aliveSince = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #isStopped = false;

  constructor(link: RedisLink, timing: HeartbeatTiming, onHeartbeat: OnHeartbeat, logger: Logger) {
    this.#link = link;
    this.#timing = timing;
    this.#onHeartbeat = onHeartbeat;
    this.#logger = logger;
  }

  /** The name of this node in Redis; a new one after each registration. */
  get node(): string {
    return this.#node;
  }

  /** Whether the last command reached Redis. While it did not, only heartbeats try again. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** @throws the error that keeps this node from registering */
  async start(): Promise<void> {
    await this.#register();
    this.#markAlive();
    this.#link.onReconnect(() => this.sendNow());
    this.#schedule();
  }

  /** Records that a command failed: Redis is unreachable, or refuses commands. */
  fail(error: unknown): void {
    if (this.#isAlive && !this.#isStopped) this.#logger.error({ err: error }, 'Stopped sharing presence');
    this.#isAlive = false;
  }

  /** Sends a heartbeat without waiting for the interval. */
  sendNow(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
      this.#schedule();
    });
  }

  /** Removes this node and its accounts from Redis. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#sending;
    if (this.#isAlive) await this.#remove(this.#node).catch((error: unknown) => this.fail(error));
  }

  #schedule(): void {
    if (!this.#isStopped) this.#timer = setTimeout(() => this.sendNow(), this.#timing.intervalMs).unref();
  }

  async #send(): Promise<void> {
    try {
      const state = await this.#link.run((client) => renewNode.run(client, this.#node, this.#timing.deadAfterMs));
      const isNew = state === 0;
      if (isNew) await this.#register();
      const mayHaveMissedEvents = state !== 1 || !this.#isAlive;
      if (mayHaveMissedEvents) this.#markAlive();
      await this.#onHeartbeat({ isNew, mayHaveMissedEvents });
      // After an outage the other nodes need time for their first heartbeat.
      if (performance.now() - this.#aliveSince > this.#timing.deadAfterMs) await this.#remove('');
    } catch (error) {
      this.fail(error);
    }
  }

  async #register(): Promise<void> {
    this.#node = randomUUID();
    await this.#link.run((client) => registerNode.run(client, this.#node, this.#timing.deadAfterMs));
  }

  #markAlive(): void {
    this.#isAlive = true;
    this.#aliveSince = performance.now();
  }

  /** @param node One node; empty for all expired nodes. */
  async #remove(node: string): Promise<void> {
    while ((await this.#link.run((client) => removeNodes.run(client, node))) > 0);
  }
}
