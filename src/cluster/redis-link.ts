import type { Logger } from 'pino';
import { createClient } from 'redis';

/** The longest time between two attempts to connect, in ms. */
const longestPauseMs = 1_000;
/** The longest time that a command may take, in ms; after it, Redis hangs or the network has lost the command. */
const answerLimitMs = 3_000;

export type RedisClient = ReturnType<typeof createClient>;

/**
 * One connection to Redis, which reconnects whenever it is lost. No command is queued meanwhile: a command fails at once,
 * and so does a command that was on its way, whether or not Redis has run it.
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
        // The start fails at once when Redis is unreachable.
        reconnectStrategy: (attempts) => this.#wasConnected && Math.min(2 ** attempts * 25, longestPauseMs),
      },
    });
    this.#client.on('error', (error: unknown) => this.#reportLost(error));
    this.#client.on('ready', () => this.#reportReady());
  }

  /** @throws the error of the client when Redis is unreachable or refuses the connection */
  async connect(): Promise<void> {
    await this.#client.connect();
    this.#wasConnected = true;
  }

  /** The client itself, for libraries that send their own commands. */
  get client(): RedisClient {
    return this.#client;
  }

  /** Calls `listener` after each reconnection. */
  onReconnect(listener: () => void): void {
    this.#client.on('ready', listener);
  }

  /**
   * Sends a command and answers its reply.
   * @param limitMs The longest time that the reply may take; after it, a new connection replaces this one.
   * @throws the error of Redis or the client; then it is unknown whether Redis has run the command
   */
  async run<Reply>(command: (client: RedisClient) => Promise<Reply>, limitMs = answerLimitMs): Promise<Reply> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`Redis has not answered within ${limitMs} ms`));
        this.#reconnect();
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

  #reconnect(): void {
    // A client that is not ready is reconnecting already.
    if (!this.#client.isReady || this.#isClosed) return;
    this.#reportLost(new Error('Redis does not answer'));
    this.#client.destroy();
    this.#client.connect().catch((error: unknown) => this.#reportLost(error));
  }

  /** Logs an outage once, however many errors it causes. */
  #reportLost(error: unknown): void {
    if (!this.#isLost && this.#wasConnected && !this.#isClosed) {
      this.#logger.error({ err: error }, 'Lost the connection to Redis; reconnecting');
    }
    this.#isLost = true;
  }

  #reportReady(): void {
    if (this.#isLost) this.#logger.info('Reconnected to Redis');
    this.#isLost = false;
  }
}
