import type { Notice } from './notice.js';
import type { Account, SharedPresence } from './ports.js';

/** Who is connected: to this process, and, where processes share their presence, to any. */
export class Presence {
  /** By account id, the account's connections to this process; an account without any is not in it. */
  readonly #connections = new Map<number, Set<string>>();
  readonly #shared: SharedPresence | undefined;

  /** @param shared Without it, this process is the only one. */
  constructor(shared?: SharedPresence) {
    this.#shared = shared;
  }

  /** How many connections the account has to this process. */
  connectionCount(accountId: number): number {
    return this.#connections.get(accountId)?.size ?? 0;
  }

  /** Which of the accounts are online. */
  async online(accountIds: readonly number[]): Promise<ReadonlySet<number>> {
    const here = accountIds.filter((id) => this.#connections.has(id));
    if (!this.#shared || here.length === accountIds.length) return new Set(here);
    return new Set([...here, ...(await this.#shared.online(accountIds))]);
  }

  /** Registers a connection. Those who wait for the account are told when it is its first. */
  async connect(account: Account, connection: string): Promise<readonly Notice[]> {
    const connections = this.#connections.get(account.id);
    connections?.add(connection);
    if (connections) return [];
    this.#connections.set(account.id, new Set([connection]));
    if (!this.#shared) return tellWaiting(account, 'user-online');
    await this.#shared.arrive(account.id);
    return [];
  }

  /** Forgets a connection. Those who wait for the account are told when it was its last. */
  async disconnect(account: Account, connection: string): Promise<readonly Notice[]> {
    const connections = this.#connections.get(account.id);
    if (!connections?.delete(connection) || connections.size > 0) return [];
    this.#connections.delete(account.id);
    if (!this.#shared) return tellWaiting(account, 'user-offline');
    await this.#shared.depart(account.id);
    return [];
  }

  /** What a connection that has begun to wait for an account is told at once: that it is online, if it is. */
  async tellIfOnline(connection: string, awaited: Account): Promise<readonly Notice[]> {
    const online = await this.online([awaited.id]);
    if (!online.has(awaited.id)) return [];
    return [{ to: { kind: 'connection', id: connection }, event: 'user-online', payload: { user: awaited.username } }];
  }
}

/** What those who wait for an account are told when it comes or goes. */
function tellWaiting(account: Account, event: 'user-online' | 'user-offline'): readonly Notice[] {
  return [{ to: { kind: 'waiting-for', id: account.id }, event, payload: { user: account.username } }];
}
