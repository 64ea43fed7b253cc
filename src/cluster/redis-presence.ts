import type { Logger } from 'pino';
import type { SharedPresence } from '../messenger/ports.js';
import { Heartbeat, type HeartbeatResult, type HeartbeatTiming } from './heartbeat.js';
import { Queues } from './queues.js';
import type { RedisLink } from './redis-link.js';
import { addAccount, removeAccount } from './scripts.js';

/** The most accounts of one command. */
const pageSize = 1_000;

export interface RedisPresenceOptions extends HeartbeatTiming {
  /** The username of an account, for the events about the account. */
  readonly usernameOf: (accountId: number) => Promise<string | undefined>;
  /** Called when an account is found online late, for the sockets of this node that wait for the account. */
  readonly onOnline: (accountId: number, username: string) => void;
  /** Called when this node may have missed events of other nodes. */
  readonly onMissedEvents: () => void;
  readonly logger: Logger;
}

/**
 * The accounts that are connected to any node that shares a Redis.
 *
 * Redis itself adds `user-online` and `user-offline` to the stream of events, in the same step in which it counts the first
 * or the last node of an account. If the nodes added these events, the `user-offline` of one could overtake the
 * `user-online` of another, or be lost with the node.
 *
 * While Redis is unreachable, no method fails: the accounts of other nodes count as offline, and the changes of this node
 * are sent when Redis is back.
 */
export class RedisPresence implements SharedPresence {
  readonly #link: RedisLink;
  readonly #options: RedisPresenceOptions;
  readonly #heartbeat: Heartbeat;
  /** The accounts that are connected to this node. */
  readonly #localIds = new Set<number>();
  readonly #usernames = new Map<number, string>();
  readonly #changes = new Queues<number>();
  /** Accounts whose state in Redis may differ from `#localIds`. */
  readonly #unsyncedIds = new Set<number>();
  /** Accounts that sockets may wait for, looked up while Redis was unreachable. */
  readonly #unansweredIds = new Set<number>();
  /** For each lookup that is on its way to Redis, the accounts that went offline since. */
  readonly #lookups = new Set<Set<number>>();

  constructor(link: RedisLink, options: RedisPresenceOptions) {
    this.#link = link;
    this.#options = options;
    this.#heartbeat = new Heartbeat(link, options, (result) => this.#onHeartbeat(result), options.logger);
  }

  /** @throws the error that keeps this node from registering */
  start(): Promise<void> {
    return this.#heartbeat.start();
  }

  /** Removes this node and its accounts from Redis. */
  async close(): Promise<void> {
    await this.#changes.drained();
    await this.#heartbeat.stop();
  }

  async add(accountId: number): Promise<void> {
    this.#localIds.add(accountId);
    await this.#changes.add(accountId, () => this.#sync(accountId, { isHere: true }));
  }

  async remove(accountId: number): Promise<void> {
    this.#localIds.delete(accountId);
    await this.#changes.add(accountId, () => this.#sync(accountId, { isHere: false }));
  }

  async online(accountIds: readonly number[]): Promise<ReadonlySet<number>> {
    const wentOffline = new Set<number>();
    this.#lookups.add(wentOffline);
    try {
      if (!this.#heartbeat.isAlive) return this.#unanswered(accountIds);
      const counts = await Promise.all(
        pages(accountIds).map((page) => this.#link.run((client) => client.hmGet('messenger:online', page.map(String)))),
      );
      const isOnline = counts.flat().map((count) => count !== null);
      // Sockets that wait have received `user-offline` already: a later `user-online` from this lookup would be wrong.
      // If the account is back, its own event follows.
      return new Set(accountIds.filter((id, index) => isOnline[index] && !wentOffline.has(id)));
    } catch (error) {
      this.#heartbeat.fail(error);
      return this.#unanswered(accountIds);
    } finally {
      this.#lookups.delete(wentOffline);
    }
  }

  /** Applies an event of the stream to the lookups that are on their way. */
  applyEvent(accountId: number, isOnline: boolean): void {
    for (const wentOffline of this.#lookups) {
      if (isOnline) wentOffline.delete(accountId);
      else wentOffline.add(accountId);
    }
  }

  #unanswered(accountIds: readonly number[]): ReadonlySet<number> {
    // A lookup of many accounts is for a list; a lookup of one may be for a socket that waits for the account.
    if (accountIds.length === 1) for (const id of accountIds) this.#unansweredIds.add(id);
    return new Set();
  }

  async #onHeartbeat({ isNew, mayHaveMissedEvents }: HeartbeatResult): Promise<void> {
    if (isNew) for (const id of this.#localIds) this.#unsyncedIds.add(id);
    const unsynced = [...this.#unsyncedIds];
    this.#unsyncedIds.clear();
    for (const page of pages(unsynced)) {
      await Promise.all(page.map((id) => this.#changes.add(id, () => this.#syncAgain(id))));
    }
    if (mayHaveMissedEvents) {
      this.#options.onMissedEvents();
      await this.#answerLate();
    }
  }

  #syncAgain(accountId: number): Promise<void> {
    return this.#sync(accountId, { isHere: this.#localIds.has(accountId), isAgain: true });
  }

  /** Sends a change to Redis, or notes that the account is not in sync. */
  async #sync(accountId: number, { isHere, isAgain = false }: { isHere: boolean; isAgain?: boolean }): Promise<void> {
    if (!this.#heartbeat.isAlive) {
      this.#unsyncedIds.add(accountId);
      return;
    }
    const username = await this.#usernameOf(accountId);
    if (username === undefined) {
      this.#unsyncedIds.add(accountId);
      return;
    }
    try {
      const isRegistered = await this.#link.run((client) => {
        const { node } = this.#heartbeat;
        return isHere
          ? addAccount.run(client, node, accountId, username)
          : removeAccount.run(client, node, accountId, username, isAgain ? 1 : 0);
      });
      if (isRegistered === 0) {
        this.#unsyncedIds.add(accountId);
        this.#heartbeat.sendNow();
      } else if (!this.#localIds.has(accountId)) {
        this.#usernames.delete(accountId);
      }
    } catch (error) {
      this.#unsyncedIds.add(accountId);
      this.#heartbeat.fail(error);
    }
  }

  /** Answers `undefined` when the lookup fails. */
  async #usernameOf(accountId: number): Promise<string | undefined> {
    const known = this.#usernames.get(accountId);
    if (known !== undefined) return known;
    try {
      const username = await this.#options.usernameOf(accountId);
      if (username !== undefined) this.#usernames.set(accountId, username);
      return username;
    } catch (err) {
      this.#options.logger.error({ err, accountId }, 'Failed to publish presence');
      return undefined;
    }
  }

  /** Reports the accounts that are online to the sockets that began to wait while Redis was unreachable. */
  async #answerLate(): Promise<void> {
    const ids = [...this.#unansweredIds];
    this.#unansweredIds.clear();
    for (const id of await this.online(ids)) {
      const username = await this.#usernameOf(id);
      if (!this.#localIds.has(id)) this.#usernames.delete(id);
      if (username === undefined) this.#unansweredIds.add(id);
      else this.#options.onOnline(id, username);
    }
  }
}

function pages<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / pageSize) }, (_, index) =>
    items.slice(index * pageSize, (index + 1) * pageSize),
  );
}
