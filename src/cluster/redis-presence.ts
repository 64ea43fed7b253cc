import type { Logger } from 'pino';
import type { SharedPresence } from '../messenger/ports.js';
import { Heartbeat, type HeartbeatTiming, type Pulse } from './heartbeat.js';
import { Queues } from './queues.js';
import type { RedisLink } from './redis-link.js';
import { arrive, depart } from './scripts.js';

/** The most accounts that one command is about. */
const pageSize = 1_000;

export interface RedisPresenceOptions extends HeartbeatTiming {
  /** The username of an account, for those who are told of it. */
  readonly usernameOf: (accountId: number) => Promise<string | undefined>;
  /** Tells those of this process who wait for the account that it is online. */
  readonly onOnline: (accountId: number, username: string) => void;
  /** This process may have missed what others told it. */
  readonly onMissedEvents: () => void;
  readonly logger: Logger;
}

/**
 * Which accounts are connected, over all processes that share a Redis.
 *
 * Who waits is told by what Redis itself adds to the stream
 * of events, in the same step in which it finds that the account is the first or the last: were it left to the processes,
 * one's `user-offline` could overtake another's `user-online`, or be lost with the process.
 *
 * While Redis is away, nothing of this fails: the accounts of other processes count as offline, and what changes here is
 * made up for when Redis is back.
 */
export class RedisPresence implements SharedPresence {
  readonly #link: RedisLink;
  readonly #options: RedisPresenceOptions;
  readonly #heartbeat: Heartbeat;
  /** Accounts that are connected to this process. */
  readonly #here = new Set<number>();
  readonly #usernames = new Map<number, string>();
  readonly #changes = new Queues<number>();
  /** Accounts of which Redis may not have what `#here` has. */
  readonly #unsettled = new Set<number>();
  /** Accounts somebody may wait for, asked for while Redis was away. */
  readonly #askedInVain = new Set<number>();
  /** For each question that is on its way to Redis, the accounts of which it was heard since that they are offline. */
  readonly #questions = new Set<Set<number>>();

  constructor(link: RedisLink, options: RedisPresenceOptions) {
    this.#link = link;
    this.#options = options;
    this.#heartbeat = new Heartbeat(link, options, (pulse) => this.#onPulse(pulse), options.logger);
  }

  /** @throws whatever keeps this process from taking part. */
  start(): Promise<void> {
    return this.#heartbeat.start();
  }

  /** Says good-bye for all accounts of this process. */
  async close(): Promise<void> {
    await this.#changes.drained();
    await this.#heartbeat.stop();
  }

  async arrive(accountId: number): Promise<void> {
    this.#here.add(accountId);
    await this.#changes.add(accountId, () => this.#settle(accountId, { isHere: true }));
  }

  async depart(accountId: number): Promise<void> {
    this.#here.delete(accountId);
    await this.#changes.add(accountId, () => this.#settle(accountId, { isHere: false }));
  }

  async online(accountIds: readonly number[]): Promise<ReadonlySet<number>> {
    const gone = new Set<number>();
    this.#questions.add(gone);
    try {
      if (!this.#heartbeat.isAlive) return this.#askInVain(accountIds);
      const counts = await Promise.all(
        pages(accountIds).map((page) => this.#link.run((client) => client.hmGet('messenger:online', page.map(String)))),
      );
      const isOnline = counts.flat().map((count) => count !== null);
      // Who waits has been told already that these are gone, and would be told last that they are there. Should they be
      // back, that is still to be heard.
      return new Set(accountIds.filter((id, index) => isOnline[index] && !gone.has(id)));
    } catch (error) {
      this.#heartbeat.fail(error);
      return this.#askInVain(accountIds);
    } finally {
      this.#questions.delete(gone);
    }
  }

  /** Has heard that an account is online, or offline, now. */
  applyEvent(accountId: number, isOnline: boolean): void {
    for (const gone of this.#questions) {
      if (isOnline) gone.delete(accountId);
      else gone.add(accountId);
    }
  }

  #askInVain(accountIds: readonly number[]): ReadonlySet<number> {
    // Who asks for many wants a list; who asks for one may wait for it.
    if (accountIds.length === 1) for (const id of accountIds) this.#askedInVain.add(id);
    return new Set();
  }

  async #onPulse({ isNew, wasCutOff }: Pulse): Promise<void> {
    if (isNew) for (const id of this.#here) this.#unsettled.add(id);
    const unsettled = [...this.#unsettled];
    this.#unsettled.clear();
    for (const page of pages(unsettled)) {
      await Promise.all(page.map((id) => this.#changes.add(id, () => this.#settleAgain(id))));
    }
    if (wasCutOff) {
      this.#options.onMissedEvents();
      await this.#answerLate();
    }
  }

  #settleAgain(accountId: number): Promise<void> {
    return this.#settle(accountId, { isHere: this.#here.has(accountId), isAgain: true });
  }

  /** Brings a change to Redis, or notes that it has to be brought again. */
  async #settle(accountId: number, { isHere, isAgain = false }: { isHere: boolean; isAgain?: boolean }): Promise<void> {
    if (!this.#heartbeat.isAlive) {
      this.#unsettled.add(accountId);
      return;
    }
    const username = await this.#usernameOf(accountId);
    if (username === undefined) {
      this.#unsettled.add(accountId);
      return;
    }
    try {
      const isKnown = await this.#link.run((client) => {
        const { process } = this.#heartbeat;
        return isHere
          ? arrive.run(client, process, accountId, username)
          : depart.run(client, process, accountId, username, isAgain ? 1 : 0);
      });
      if (isKnown === 0) {
        this.#unsettled.add(accountId);
        this.#heartbeat.beatNow();
      } else if (!this.#here.has(accountId)) {
        this.#usernames.delete(accountId);
      }
    } catch (error) {
      this.#unsettled.add(accountId);
      this.#heartbeat.fail(error);
    }
  }

  /** `undefined` when it cannot be found out now. */
  async #usernameOf(accountId: number): Promise<string | undefined> {
    const known = this.#usernames.get(accountId);
    if (known !== undefined) return known;
    try {
      const username = await this.#options.usernameOf(accountId);
      if (username !== undefined) this.#usernames.set(accountId, username);
      return username;
    } catch (err) {
      this.#options.logger.error({ err, accountId }, 'Who is online could not be shared');
      return undefined;
    }
  }

  /** Tells those who began to wait while Redis was away who is online. */
  async #answerLate(): Promise<void> {
    const asked = [...this.#askedInVain];
    this.#askedInVain.clear();
    for (const id of await this.online(asked)) {
      const username = await this.#usernameOf(id);
      if (!this.#here.has(id)) this.#usernames.delete(id);
      if (username === undefined) this.#askedInVain.add(id);
      else this.#options.onOnline(id, username);
    }
  }
}

function pages<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / pageSize) }, (_, index) =>
    items.slice(index * pageSize, (index + 1) * pageSize),
  );
}
