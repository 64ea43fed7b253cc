import type { Duplex } from 'node:stream';

/** The connections that hold their writes back until the end of this turn of the event loop. */
const corked = new Set<Duplex>();

/** Holds the writes of a connection back until the end of this turn, when all of them go to the network at once. */
export function corkThisTurn(connection: Duplex): void {
  if (corked.has(connection)) return;
  if (corked.size === 0) setImmediate(uncorkAll);
  corked.add(connection);
  connection.cork();
}

/** Writes now what the connection holds back. */
export function uncork(connection: Duplex): void {
  if (corked.delete(connection)) connection.uncork();
}

/** A connection that was destroyed meanwhile has dropped its writes, and `uncork` does nothing. */
function uncorkAll(): void {
  const connections = [...corked];
  corked.clear();
  for (const connection of connections) connection.uncork();
}
