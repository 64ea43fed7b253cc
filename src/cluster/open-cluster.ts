import type { Logger } from 'pino';
import type { ClusterMessage } from 'socket.io-adapter';
import type { Notice } from '../messenger/notice.js';
import type { SharedPresence } from '../messenger/ports.js';
import { type EventFields, EventReader } from './event-reader.js';
import type { HeartbeatTiming } from './heartbeat.js';
import { Outbox } from './outbox.js';
import { RedisLink } from './redis-link.js';
import { RedisPresence } from './redis-presence.js';
import { StreamAdapters } from './stream-adapter.js';

const standardTiming: HeartbeatTiming = { intervalMs: 5_000, deadAfterMs: 15_000 };

export interface ClusterOptions {
  /** The username of an account; `undefined` when there is no such account. */
  readonly usernameOf: (accountId: number) => Promise<string | undefined>;
  readonly logger: Logger;
  readonly timing?: HeartbeatTiming;
}

/** What a process does with what it hears. */
export interface ClusterListener {
  /** Tells those sockets of this process that the notices are for. */
  readonly tellHere: (notices: readonly Notice[]) => void;
  /** This process may have missed what others told it. */
  readonly onCutOff: () => void;
}

/** The processes that serve together as one service. */
export interface Cluster {
  /** For the option `adapter` of a Socket.IO server. */
  readonly adapter: (namespace: unknown) => ReturnType<StreamAdapters['create']>;
  readonly presence: SharedPresence;
  /** Begins to take what the other processes tell, from the moment of opening on. */
  start(listener: ClusterListener): void;
  /** Resolves when Redis answers. */
  ping(): Promise<void>;
  /** Says good-bye to the others. */
  close(): Promise<void>;
}

/**
 * Joins the other processes of the service, over Redis 6.2 or newer, in a Redis database of which it is the only user.
 * @throws whatever keeps Redis from being used
 */
export async function openCluster(redisUrl: string, options: ClusterOptions): Promise<Cluster> {
  const { usernameOf, logger, timing = standardTiming } = options;
  const link = new RedisLink(redisUrl, logger);
  const readerLink = new RedisLink(redisUrl, logger);
  const reader = new EventReader(readerLink, logger);
  const outbox = new Outbox(link, logger);
  const adapters = new StreamAdapters(outbox);
  let listener: ClusterListener | undefined;
  const presence = new RedisPresence(link, {
    ...timing,
    usernameOf,
    tellOnline: (id, username) => listener?.tellHere([toNotice('user-online', id, username)]),
    onCutOff: () => listener?.onCutOff(),
    logger,
  });
  const batches = new Batches();

  const take = (fields: EventFields): void => {
    const { event, account, username = '', from = '', number, messages = '[]' } = fields;
    if (event === 'user-online' || event === 'user-offline') {
      presence.hear(Number(account), event === 'user-online');
      listener?.tellHere([toNotice(event, Number(account), username)]);
    } else if (batches.isNew(from, Number(number))) {
      const parsed: ClusterMessage[] = JSON.parse(messages);
      for (const message of parsed) adapters.take(message);
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

  // A declaration, since Socket.IO calls it with `new`, which an arrow function does not allow.
  function adapter(namespace: unknown) {
    return adapters.create(namespace);
  }

  return {
    adapter,
    presence,
    start(newListener) {
      listener = newListener;
      reader.start(take);
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

/** Knows which batches have come, as far as a sender may send one again. */
class Batches {
  /** By sender, the number of its last. */
  readonly #last = new Map<string, number>();

  isNew(sender: string, number: number): boolean {
    if (number <= (this.#last.get(sender) ?? 0)) return false;
    this.#last.set(sender, number);
    return true;
  }
}

function toNotice(event: 'user-online' | 'user-offline', accountId: number, username: string): Notice {
  return { to: { kind: 'waiting-for', id: accountId }, event, payload: { user: username } };
}
