import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Server } from 'socket.io';
import type { AuthFailure } from '../../generated/models.js';
import { namespace as chatAddress } from '../../generated/operations.js';
import type { Authentication, Session } from '../identity/authentication.js';
import { AuthenticationError } from '../identity/authentication-error.js';
import type { Notice } from '../messenger/notice.js';
import type { Account } from '../messenger/ports.js';
import { authenticate } from './authenticate.js';
import type { ChatNamespace, ChatSocket } from './chat-socket.js';
import { frameLikeOthers } from './coalescing-web-socket.js';
import { accountRoom, createDeliver, createDirectDeliver } from './deliver.js';
import type { Caller } from './handler.js';
import { OperationRunner, type OperationRunnerOptions } from './operation-runner.js';
import type { SentEvent } from './packets.js';
import { SessionExpiry } from './session-expiry.js';
import { SocketCaller } from './socket-caller.js';
import { takeEvents } from './take-events.js';

export interface ChatOptions extends Omit<OperationRunnerOptions, 'deliver'> {
  authentication: Authentication;
  /** Whether other processes serve the same accounts. */
  isShared: boolean;
  /** The most sockets that an account may have on this process; without it, any number. */
  connectionLimit: number | undefined;
}

export interface Chat {
  /** Tells clients what they are to be told. */
  deliver(notices: readonly Notice[]): void;
  /** The same, for the clients of this process only. */
  deliverHere(notices: readonly Notice[]): void;
  /** Ends the sockets of accounts that other processes deleted, and told us of in vain. */
  endDeleted(): void;
  /** Refuses new work from now on; resolves when what was taken before is done. */
  drain(): Promise<void>;
  /** Ends all connections. Resolves when what was written to them is sent, or so many milliseconds are over. */
  close(patienceMs: number): Promise<void>;
}

/** Serves the contract's namespace. */
export function createChat(io: Server, options: ChatOptions): Chat {
  const { authentication, isShared, connectionLimit, logger, metrics, messenger } = options;
  const namespace: ChatNamespace = io.of(chatAddress);
  const deliver = isShared ? createDeliver(namespace, logger) : createDirectDeliver(namespace, logger);
  const deliverHere = createDeliver(namespace.local, logger);
  const runner = new OperationRunner({ ...options, deliver });

  const take = (caller: Caller, sent: SentEvent): void => runner.take(caller, sent);

  const tell = (notices: Promise<readonly Notice[]>): void => {
    notices.then(deliver, (err: unknown) => logger.error({ err }, 'Who is online could not be told'));
  };

  const refuse = (socket: ChatSocket, reason: AuthFailure, cause?: unknown): void => {
    metrics.refused(reason);
    if (reason === 'unavailable') logger.error({ err: cause }, 'A client could not be authenticated');
    socket.emit('auth-failed', { reason });
    socket.disconnect(true);
  };

  const expiry = new SessionExpiry<ChatSocket>((socket) => refuse(socket, 'expired-token'));

  const endIfDeleted = async ({ id }: Account): Promise<void> => {
    const account = await messenger.accounts.findById(id);
    if (!account?.isDeleted) return;
    deliverHere([{ to: { kind: 'account', id }, event: 'auth-failed', payload: { reason: 'account-deleted' } }]);
  };

  const endDeleted = async (): Promise<void> => {
    const accounts = new Map<number, Account>();
    for (const { data } of namespace.sockets.values()) {
      if (data.caller) accounts.set(data.caller.account.id, data.caller.account);
    }
    // One after the other: there may be many, and clients come first.
    for (const account of accounts.values()) await endIfDeleted(account);
  };

  // One function for all sockets, which is `this` in it: most sockets only wait, and each function is memory.
  function endSession(this: ChatSocket): void {
    const { caller, expiry: second } = this.data;
    if (second !== undefined) expiry.delete(second, this);
    metrics.disconnected();
    // A client may leave the namespace and stay: an open connection that no limit counts.
    this.conn.close();
    if (caller) tell(messenger.presence.disconnect(caller.account, this.id));
  }

  const admit = (socket: ChatSocket, { account, expiresAt }: Session): void => {
    const { accounts, presence } = messenger;
    if (accounts.wasRemoved(account.id)) {
      refuse(socket, 'account-deleted');
      return;
    }
    if (connectionLimit !== undefined && presence.connectionCount(account.id) >= connectionLimit) {
      refuse(socket, 'too-many-connections');
      return;
    }
    const caller = new SocketCaller(socket, account);
    socket.data.caller = caller;
    if (expiresAt !== undefined) socket.data.expiry = expiry.add(expiresAt, socket);
    takeEvents(socket, caller, take);
    socket.on('disconnect', endSession);
    socket.join(accountRoom(account.id));
    metrics.connected();
    tell(presence.connect(account, socket.id));
    // Another process may have deleted it since it was authenticated, before there was a socket to end.
    if (isShared) endIfDeleted(account).catch((error: unknown) => refuse(socket, 'unavailable', error));
  };

  namespace.use(authenticate(authentication, deliver));
  namespace.on('connection', (socket) => {
    socket.conn.on('packetCreate', frameLikeOthers);
    forgetHandshake(socket);
    const { admission } = socket.data;
    if (admission instanceof AuthenticationError) refuse(socket, admission.reason, admission.cause);
    else admit(socket, admission);
  });
  // Nobody has business in the default namespace, where nothing authenticates.
  io.of('/').use((_socket, next) => next(new Error(`Connect to the namespace ${chatAddress}`)));

  return {
    deliver,
    deliverHere,
    endDeleted: () => {
      endDeleted().catch((err: unknown) => logger.error({ err }, 'Deleted accounts could not be looked for'));
    },
    drain: () => runner.drain(),
    async close(patienceMs) {
      expiry.close();
      const ends = Promise.all([...namespace.sockets.values()].map(endConnection));
      const patience = new AbortController();
      await Promise.race([ends, setTimeout(patienceMs, undefined, patience)]);
      patience.abort();
    },
  };
}

/** The request, its headers and the token have served: an idle connection need not keep them. */
function forgetHandshake({ conn, handshake }: ChatSocket): void {
  // As Socket.IO's documentation on its use of memory does it; to TypeScript it is read-only.
  Reflect.set(conn, 'request', null);
  handshake.headers = {};
  handshake.auth = {};
}

/** Resolves when everything that was written to a socket's connection is sent, and the connection ended. */
async function endConnection({ conn }: ChatSocket): Promise<void> {
  // Not by `socket.disconnect()`, after which Socket.IO clients do not come back by themselves.
  conn.close();
  if (conn.readyState !== 'closed') await once(conn, 'close');
}
