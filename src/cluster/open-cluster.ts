import type { Logger } from 'pino';
import type { Notice } from '../messenger/notice.js';
import type { SharedPresence } from '../messenger/ports.js';
import { type EventFields, EventReader } from './event-reader.js';
import type { HeartbeatTiming } from './heartbeat.js';
import { Outbox } from './outbox.js';
import { type RedisClient, RedisLink } from './redis-link.js';
import { RedisPresence } from './redis-presence.js';

const standardTiming: HeartbeatTiming = { intervalMs: 5_000, deadAfterMs: 15_000 };

export interface ClusterOptions {
  /** The username of an account; `undefined` when there is no such account. */
  readonly usernameOf: (accountId: number) => Promise<string | undefined>;
  readonly logger: Logger;
  readonly timing?: HeartbeatTiming;
}

/** Receives what concerns this node. */
export interface ClusterListener {
  /** Sends notices of other nodes to the clients of this node. */
  readonly deliverHere: (notices: readonly Notice[]) => void;
  /** Called when this node may have missed events of other nodes. */
  readonly onMissedEvents: () => void;
}

/** The nodes that serve together as one service. */
export interface Cluster {
  readonly presence: SharedPresence;
  /** The connection to Redis, for limits that hold over all nodes. */
  readonly redis: RedisClient;
  /** Passes a notice to the other nodes. */
  publish(notice: Notice): void;
  /** Starts to pass on the events of the other nodes, from the moment of opening on. */
  start(listener: ClusterListener): void;
  /** Resolves when Redis answers. */
  ping(): Promise<void>;
  /** Publishes what is left, removes this node, and closes the connections. */
  close(): Promise<void>;
}

/**
 * Joins the other nodes of the service, over Redis 6.2 or newer, in a Redis database that nothing else uses.
 * @throws the error of the Redis client when Redis cannot be used
 */
export async function openCluster(redisUrl: string, options: ClusterOptions): Promise<Cluster> {
  const { usernameOf, logger, timing = standardTiming } = options;
  const link = new RedisLink(redisUrl, logger);
  const readerLink = new RedisLink(redisUrl, logger);
  const reader = new EventReader(readerLink, logger);
  const outbox = new Outbox(link, logger);
  let listener: ClusterListener | undefined;
  const presence = new RedisPresence(link, {
    ...timing,
    usernameOf,
    onOnline: (id, username) => listener?.deliverHere([presenceNotice('user-online', id, username)]),
    onMissedEvents: () => listener?.onMissedEvents(),
    logger,
  });
  const received = new ReceivedBatches();

  const handleEvent = (fields: EventFields): void => {
    const { event, account, username = '', from = '', number, notices = '[]' } = fields;
    if (event === 'user-online' || event === 'user-offline') {
      presence.applyEvent(Number(account), event === 'user-online');
      listener?.deliverHere([presenceNotice(event, Number(account), username)]);
    } else if (from !== outbox.sender && received.add(from, Number(number))) {
      const parsed: readonly Notice[] = JSON.parse(notices);
      listener?.deliverHere(parsed);
    }
  };

  const closeLinks = (): void => {
    link.close();
    readerLink.close();
  };

  try {
    await link.connect();
    await readerLink.connect();
    await reader.open();
    await presence.start();
  } catch (error) {
    closeLinks();
    throw error;
  }

  return {
    presence,
    redis: link.client,
    publish: (notice) => outbox.add(notice),
    start(newListener) {
      listener = newListener;
      reader.start(handleEvent);
    },
    async ping() {
      await link.run((client) => client.ping());
    },
    async close() {
      await presence.close();
      await outbox.close();
      await reader.close();
      closeLinks();
    },
  };
}

/** The batches received so far. A sender that is unsure whether a batch arrived publishes it again under its number. */
class ReceivedBatches {
  /** The last number, by sender. */
  readonly #last = new Map<string, number>();

  /** Answers whether the batch is new. */
  add(sender: string, number: number): boolean {
    if (number <= (this.#last.get(sender) ?? 0)) return false;
    this.#last.set(sender, number);
    return true;
  }
}

function presenceNotice(event: 'user-online' | 'user-offline', accountId: number, username: string): Notice {
  return { to: { kind: 'waiting-for', id: accountId }, event, payload: { user: username } };
}
