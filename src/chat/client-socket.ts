import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '../../generated/events.js';
import type { Session } from '../identity/authentication.js';
import type { AuthenticationError } from '../identity/authentication-error.js';
import type { Account } from '../messenger/ports.js';

/** The state that the namespace keeps of a socket. */
export interface SocketData {
  /** The result of authentication, on which the namespace acts when the socket connects. */
  admission: Session | AuthenticationError;
  /** The account of an admitted socket. */
  account?: Account;
  /** The second in which the session expires. */
  expiry?: number;
}

/** The namespace of the contract, `/chat`. */
export type ChatNamespace = Namespace<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** One client's socket in the namespace. */
export type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;
