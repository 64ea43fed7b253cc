import type { Notice } from './notice.js';
import type { Account, SharedPresence } from './ports.js';

/** The accounts that are connected to this node and, when nodes share presence, to any node. */
export class Presence {
  /** The connections to this node, by account id; an account without connections has no entry. */
  readonly #connections = new Map<number, Set<string>>();
  readonly #shared: SharedPresence | undefined;

  /** @param shared The presence of all nodes; without it, this node is the only one. */
  constructor(shared?: SharedPresence) {
    this.#shared = shared;
  }

  /** Counts the connections of an account to this node. */
  connectionCount(accountId: number): number {
    return this.#connections.get(accountId)?.size ?? 0;
  }

  /** Selects those of the accounts that are online. */
  async online(accountIds: readonly number[]): Promise<ReadonlySet<number>> {
    const here = accountIds.filter((id) => this.#connections.has(id));
    if (!this.#shared || here.length === accountIds.length) return new Set(here);
    return new Set([...here, ...(await this.#shared.online(accountIds))]);
  }

  /** Adds a connection. The first connection of an account notifies the sockets that wait for the account. */
  async connect(account: Account, connection: string): Promise<readonly Notice[]> {
    const connections = this.#connections.get(account.id);
    connections?.add(connection);
    if (connections) return [];
    this.#connections.set(account.id, new Set([connection]));
    if (!this.#shared) return presenceNotices(account, 'user-online');
    await this.#shared.add(account.id);
    return [];
  }

  /** Removes a connection. The last connection of an account notifies the sockets that wait for the account. */
  async disconnect(account: Account, connection: string): Promise<readonly Notice[]> {
    const connections = this.#connections.get(account.id);
    if (!connections?.delete(connection) || connections.size > 0) return [];
    this.#connections.delete(account.id);
    if (!this.#shared) return presenceNotices(account, 'user-offline');
    await this.#shared.remove(account.id);
    return [];
  }

  /** Makes the notice for a connection that begins to wait for an account that is online already. */
  async noticesIfOnline(connection: string, awaited: Account): Promise<readonly Notice[]> {
    const online = await this.online([awaited.id]);
    if (!online.has(awaited.id)) return [];
    return [{ to: { kind: 'connection', id: connection }, event: 'user-online', payload: { user: awaited.username } }];
  }
}

/** Makes the notice for the sockets that wait for an account. */
function presenceNotices(account: Account, event: 'user-online' | 'user-offline'): readonly Notice[] {
  return [{ to: { kind: 'waiting-for', id: account.id }, event, payload: { user: account.username } }];
}
