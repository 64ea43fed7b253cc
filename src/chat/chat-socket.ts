import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '../../generated/events.js';
import type { AuthenticationError, Session } from '../messenger/authentication.js';

/** What authenticating, before the connection, found out; `chat-namespace.ts` acts on it when the connection is there. */
export interface SocketData {
  admission: Session | AuthenticationError;
}

export type ChatNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
