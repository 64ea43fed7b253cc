import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Server } from 'socket.io';
import type { AuthFailure } from '../../generated/models.js';
import { namespace as address } from '../../generated/operations.js';
import type { Authentication, Session } from '../identity/authentication.js';
import { AuthenticationError } from '../identity/authentication-error.js';
import type { Notice } from '../messenger/notice.js';
import type { Account } from '../messenger/ports.js';
import { authenticate } from './authenticate.js';
import type { ChatNamespace, ClientSocket } from './client-socket.js';
import { accountRoom, NoticeDelivery } from './notice-delivery.js';
import { Pipeline, type PipelineOptions } from './pipeline.js';
import { SessionExpiry } from './session-expiry.js';
import { SocketCaller } from './socket-caller.js';

export interface NamespaceOptions extends Omit<PipelineOptions, 'deliver'> {
  authentication: Authentication;
  /** Passes a notice to the other nodes; without it, this node is the only one. */
  publish: ((notice: Notice) => void) | undefined;
  /** The most sockets that an account may have on this node; without it, any number. */
  connectionLimit: number | undefined;
}

/** The namespace as the rest of the service sees it. */
export interface NamespaceServer {
  /** Sends notices to the clients of all nodes. */
  deliver(notices: readonly Notice[]): void;
  /** Sends notices to the clients of this node only. */
  deliverHere(notices: readonly Notice[]): void;
  /** Ends the sockets of deleted accounts, for when this node may have missed the notices of other nodes. */
  endDeleted(): void;
  /** Refuses new requests from now on; resolves when every request before is finished. */
  drain(): Promise<void>;
  /** Ends all connections. Resolves when everything written to them is sent, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Serves the contract's namespace. */
export function createChatNamespace(io: Server, options: NamespaceOptions): NamespaceServer {
  const { authentication, publish, connectionLimit, logger, metrics, messenger } = options;
  const namespace: ChatNamespace = io.of(address);
  const delivery = new NoticeDelivery(namespace, publish, logger);
  const deliver = (notices: readonly Notice[]): void => delivery.deliver(notices);
  const pipeline = new Pipeline({ ...options, deliver });

  const deliverPresence = (notices: Promise<readonly Notice[]>): void => {
    notices.then(deliver, (err: unknown) => logger.error({ err }, 'Failed to publish presence'));
  };

  const refuse = (socket: ClientSocket, reason: AuthFailure, cause?: unknown): void => {
    metrics.refused(reason);
    if (reason === 'unavailable') logger.error({ err: cause }, 'Failed to authenticate a client');
    socket.emit('auth-failed', { reason });
    socket.disconnect(true);
  };

  const expiry = new SessionExpiry<ClientSocket>((socket) => refuse(socket, 'expired-token'));

  const endIfDeleted = async ({ id }: Account): Promise<void> => {
    const account = await messenger.accounts.findById(id);
    if (!account?.isDeleted) return;
    const to = { kind: 'account', id } as const;
    delivery.deliverHere([{ to, event: 'auth-failed', payload: { reason: 'account-deleted' } }]);
  };

  const endDeleted = async (): Promise<void> => {
    const accounts = new Map<number, Account>();
    for (const { data } of namespace.sockets.values()) if (data.account) accounts.set(data.account.id, data.account);
    // One lookup at a time: there may be many, and requests of clients come first.
    for (const account of accounts.values()) await endIfDeleted(account);
  };

  // One function for all sockets, with the socket as `this`: a closure for each idle socket would cost memory.
  function endSession(this: ClientSocket): void {
    const { account, expiry: second } = this.data;
    if (second !== undefined) expiry.delete(second, this);
    metrics.disconnected();
    // A client that leaves the namespace would otherwise keep a connection that no limit counts.
    this.conn.close();
    if (account) deliverPresence(messenger.presence.disconnect(account, this.id));
  }

  const admit = (socket: ClientSocket, { account, expiresAt }: Session): void => {
    const { accounts, presence } = messenger;
    if (accounts.wasRemoved(account.id)) {
      refuse(socket, 'account-deleted');
      return;
    }
    if (connectionLimit !== undefined && presence.connectionCount(account.id) >= connectionLimit) {
      refuse(socket, 'too-many-connections');
      return;
    }
    socket.data.account = account;
    if (expiresAt !== undefined) socket.data.expiry = expiry.add(expiresAt, socket);
    const caller = new SocketCaller(socket, account);
    socket.onAny((event: string, ...args: unknown[]) => {
      // Socket.IO still passes on the packets that came in one read with the packet that disconnects.
      if (socket.connected) pipeline.receive(caller, event, args);
    });
    socket.on('disconnect', endSession);
    socket.join(accountRoom(account.id));
    metrics.connected();
    deliverPresence(presence.connect(account, socket.id));
    // Another node may have deleted the account after authentication, before this socket was in its room.
    if (publish) endIfDeleted(account).catch((error: unknown) => refuse(socket, 'unavailable', error));
  };

  namespace.use(authenticate(authentication, deliver));
  namespace.on('connection', (socket) => {
    releaseHandshake(socket);
    const { admission } = socket.data;
    if (admission instanceof AuthenticationError) refuse(socket, admission.reason, admission.cause);
    else admit(socket, admission);
  });
  // The default namespace has no authentication and no events.
  io.of('/').use((_socket, next) => next(new Error(`Connect to the namespace ${address}`)));

  return {
    deliver,
    deliverHere: (notices) => delivery.deliverHere(notices),
    endDeleted: () => {
      endDeleted().catch((err: unknown) => logger.error({ err }, 'Failed to look for deleted accounts'));
    },
    drain: () => pipeline.drain(),
    async close(graceMs) {
      expiry.close();
      const ends = Promise.all([...namespace.sockets.values()].map(endConnection));
      const grace = new AbortController();
      await Promise.race([ends, setTimeout(graceMs, undefined, grace)]);
      grace.abort();
    },
  };
}

/** Releases the request, its headers and the token, which an idle connection would otherwise keep in memory. */
function releaseHandshake({ conn, handshake }: ClientSocket): void {
  // As in Socket.IO's documentation, "Memory usage"; the types declare the property read-only.
  Reflect.set(conn, 'request', null);
  handshake.headers = {};
  handshake.auth = {};
}

/** Closes a socket's connection, and resolves when everything written to it is sent. */
async function endConnection({ conn }: ClientSocket): Promise<void> {
  // Not `socket.disconnect()`, after which Socket.IO clients do not reconnect by themselves.
  conn.close();
  if (conn.readyState !== 'closed') await once(conn, 'close');
}
