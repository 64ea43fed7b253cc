import type { Notice } from './notice.js';
import type { Account } from './ports.js';

/** Who is connected to this process, and who waits for whom. A connection is named by a string of the transport's. */
export class Presence {
  /** By account id, the account's connections; an account without any is not in it. */
  readonly #connections = new Map<number, Set<string>>();
  /** By the awaited account's id, the connections that wait. */
  readonly #waiting = new Map<number, Set<string>>();
  /** By connection, the ids of the accounts it waits for, so that a wait can end with its connection. */
  readonly #awaited = new Map<string, Set<number>>();

  isOnline(accountId: number): boolean {
    return this.#connections.has(accountId);
  }

  connectionCount(accountId: number): number {
    return this.#connections.get(accountId)?.size ?? 0;
  }

  /** Registers a connection. Those who wait are told when it is the account's first. */
  connect(account: Account, connection: string): Notice[] {
    const isFirst = addTo(this.#connections, account.id, connection) === 1;
    return isFirst ? this.#tellWaiting(account, 'user-online') : [];
  }

  /** Forgets a connection and its waits. Those who wait are told when it was the account's last. */
  disconnect(account: Account, connection: string): Notice[] {
    for (const awaitedId of this.#awaited.get(connection) ?? []) removeFrom(this.#waiting, awaitedId, connection);
    this.#awaited.delete(connection);
    const wasLast = removeFrom(this.#connections, account.id, connection);
    return wasLast ? this.#tellWaiting(account, 'user-offline') : [];
  }

  /** Lets a connection wait for an account, and tells it at once when the account is online. Twice is once. */
  wait(account: Account, connection: string, awaited: Account): Notice[] {
    // The connection may have gone while the awaited account was looked up: nothing would end this wait.
    if (!this.#connections.get(account.id)?.has(connection)) return [];
    addTo(this.#waiting, awaited.id, connection);
    addTo(this.#awaited, connection, awaited.id);
    if (!this.isOnline(awaited.id)) return [];
    return [
      { to: { kind: 'connections', ids: [connection] }, event: 'user-online', payload: { user: awaited.username } },
    ];
  }

  stopWaiting(connection: string, awaited: Account): void {
    removeFrom(this.#waiting, awaited.id, connection);
    removeFrom(this.#awaited, connection, awaited.id);
  }

  #tellWaiting(account: Account, event: 'user-online' | 'user-offline'): Notice[] {
    const ids = [...(this.#waiting.get(account.id) ?? [])];
    return ids.length === 0 ? [] : [{ to: { kind: 'connections', ids }, event, payload: { user: account.username } }];
  }
}

/** Adds to the set under `key` and answers its size. */
function addTo<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): number {
  const set = sets.get(key);
  if (!set) {
    sets.set(key, new Set([value]));
    return 1;
  }
  set.add(value);
  return set.size;
}

/** Removes from the set under `key`, and the set with its last value. Answers whether it was the last. */
function removeFrom<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): boolean {
  const set = sets.get(key);
  if (!set?.delete(value) || set.size > 0) return false;
  return sets.delete(key);
}
