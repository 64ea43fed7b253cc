import type { Logger } from 'pino';
import { createClient } from 'redis';

/** The longest pause between two attempts to connect, in ms. */
const longestPauseMs = 1_000;
/** A command that takes longer, in ms, is not answered any more: Redis hangs, or the network swallowed it. */
const answerLimitMs = 3_000;

export type RedisClient = ReturnType<typeof createClient>;

/**
 * One connection to Redis, which is made again whenever it is lost. Nothing is queued while it is lost: a command fails at
 * once then, and so does one that was on its way, which Redis may have carried out or not.
 */
export class RedisLink {
  readonly #client: RedisClient;
  readonly #logger: Logger;
  #wasConnected = false;
  #isLost = false;
  #isClosed = false;

  constructor(url: string, logger: Logger) {
    this.#logger = logger;
    this.#client = createClient({
      url,
      disableOfflineQueue: true,
      maintNotifications: 'disabled',
      socket: {
        connectTimeout: answerLimitMs,
        // At the start nobody waits for a server that is not there.
        reconnectStrategy: (attempts) => this.#wasConnected && Math.min(2 ** attempts * 25, longestPauseMs),
      },
    });
    this.#client.on('error', (error: unknown) => this.#lost(error));
    this.#client.on('ready', () => this.#found());
  }

  /** @throws whatever is wrong when there is no Redis that lets us in. */
  async connect(): Promise<void> {
    await this.#client.connect();
    this.#wasConnected = true;
  }

  /** Calls `listener` whenever a connection that was lost is there again. */
  onReconnect(listener: () => void): void {
    this.#client.on('ready', listener);
  }

  /**
   * Sends a command and answers its reply.
   * @param limitMs How long Redis may take; after it, the connection is given up for a new one.
   * @throws whatever Redis or the client says: whether the command was carried out is unknown then.
   */
  async run<Reply>(command: (client: RedisClient) => Promise<Reply>, limitMs = answerLimitMs): Promise<Reply> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`Redis has not answered in ${limitMs} ms`));
        this.#renew();
      }, limitMs).unref();
    });
    try {
      return await Promise.race([command(this.#client), silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#client.destroy();
  }

  #renew(): void {
    // While it is being made, the client itself goes on trying.
    if (!this.#client.isReady || this.#isClosed) return;
    this.#lost(new Error('Redis does not answer'));
    this.#client.destroy();
    this.#client.connect().catch((error: unknown) => this.#lost(error));
  }

  /** Logs an outage once, however often its error is repeated. */
  #lost(error: unknown): void {
    if (!this.#isLost && this.#wasConnected && !this.#isClosed) {
      this.#logger.error({ err: error }, 'Redis is lost; trying to reach it again');
    }
    this.#isLost = true;
  }

  #found(): void {
    if (this.#isLost) this.#logger.info('Redis is back');
    this.#isLost = false;
  }
}
