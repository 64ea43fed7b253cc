import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '../../generated/events.js';
import type { Session } from '../identity/authentication.js';
import type { AuthenticationError } from '../identity/authentication-error.js';
import type { CoalescingWebSocket } from './coalescing-web-socket.js';
import type { Caller } from './handler.js';
import type { Packet } from './packets.js';

/** What is known of a socket. */
export interface SocketData {
  /** What authenticating, before the connection, found out; `chat-namespace.ts` acts on it when the connection is there. */
  admission: Session | AuthenticationError;
  /** Who was let in. */
  caller?: Caller;
  /** The second in which the session expires. */
  expiry?: number;
  /** The connection's, once it is one. */
  webSocket?: CoalescingWebSocket | undefined;
}

export type ChatNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** What a packet of Engine.IO's protocol that carries a message begins with. */
export const engineMessage = '4';

/** Writes a packet of the namespace to a client, in its turn. */
export function writePacket({ connected, conn, data }: ChatSocket, { text, isAscii }: Packet): void {
  if (!connected) return;
  // While Engine.IO has packets that wait, others wait behind them.
  const isNext = conn.transport.writable && data.webSocket?.offer(engineMessage + text, isAscii);
  if (!isNext) conn.send(text);
}
