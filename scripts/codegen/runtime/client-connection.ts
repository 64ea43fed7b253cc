import { io, type Socket } from 'socket.io-client';
import { ClientError } from './client-error.js';
import type { ClientDefinition, ConnectionOptions } from './client-types.js';

/** How many fresh `auth` in a row may be refused; then there is no use in asking for another. */
const refreshLimit = 3;
/** A connection that lasted so long was let in, whether or not a reply shows it: the `auth` was good. */
const lastingMs = 10_000;
/**
 * Socket.IO knows no word for "let in": a server connects everyone, then tells who is refused. What would be sent before
 * that is held for so long, so that it need not be wondered whether it was carried out.
 */
const refusalGraceMs = 25;

/** What the connection tells of itself. */
export interface ConnectionHandlers {
  /** Calls may be sent. */
  ready(): void;
  /** The connection is gone; `wasReady` says whether calls may have been sent on it. */
  lost(reason: string, wasReady: boolean): void;
  /** There will be no connection until `connect`. */
  halted(): void;
  received(event: string, args: unknown[]): void;
}

interface Halt {
  readonly code: 'refused' | 'closed';
  readonly what: string;
  readonly refusal?: unknown;
  readonly cause?: unknown;
}

/** The socket of a client: connecting, being refused, going on with a fresh `auth`. */
export class Connection<Auth extends object, Refusal> {
  readonly #definition: ClientDefinition;
  readonly #options: ConnectionOptions<Auth, Refusal>;
  readonly #handlers: ConnectionHandlers;
  readonly #socket: Socket;
  #isReady = false;
  #halt: Halt | undefined;
  /** In a row, of connections that did not show that they were let in. */
  #refusals = 0;
  #connectedAt = Number.POSITIVE_INFINITY;
  /** Counts what the caller decides, so that a fresh `auth` that comes later than that is left alone. */
  #decisions = 0;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(
    definition: ClientDefinition,
    target: { readonly url: string; readonly auth: Auth | undefined },
    options: ConnectionOptions<Auth, Refusal>,
    handlers: ConnectionHandlers,
  ) {
    this.#definition = definition;
    this.#options = options;
    this.#handlers = handlers;
    const { origin, pathname, search } = new URL(target.url);
    this.#socket = io(`${origin}${definition.namespace}${search}`, {
      transports: ['websocket'],
      ...options.io,
      path: pathname.replace(/\/+$/, '') || definition.path,
      // With a connection of its own, a client that is refused disturbs no other.
      forceNew: true,
      autoConnect: false,
      auth: { ...target.auth },
    });
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason));
    this.#socket.on('connect_error', (error) => {
      // Without more to come it is no failure of the network: the server has answered the CONNECT packet with an error.
      if (!this.#socket.active) this.#refused(error, definition.refusedBy === undefined);
    });
    this.#socket.onAny((event: string, ...args: unknown[]) => this.#received(event, args));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Why a call of that event cannot be made, if so. */
  haltError(event?: string): ClientError | undefined {
    return this.#halt && new ClientError(this.#halt.code, this.#halt.what, { event, ...this.#halt });
  }

  /** Connects the first time, unless the client was closed before. */
  start(): void {
    if (!this.#halt) this.#open(undefined);
  }

  connect(auth?: Auth): void {
    this.#decisions += 1;
    this.#halt = undefined;
    this.#refusals = 0;
    this.#open(auth);
  }

  close(): void {
    this.#stop({ code: 'closed', what: 'the client was closed' });
    this.#socket.disconnect();
  }

  /** Hands an event to the transport, and answers whether it did; if not, it is as if it had not been tried. */
  send(event: string, args: unknown[]): boolean {
    this.#socket.emit(event, ...args);
    // When the server's ping is overdue, Socket.IO keeps the packet for the next connection, where nobody expects it.
    return this.#socket.sendBuffer.splice(0).length === 0;
  }

  /** Says that the server has carried out something for this client, and so has let it in. */
  wasAnswered(): void {
    this.#refusals = 0;
  }

  #open(auth: Auth | undefined): void {
    if (auth !== undefined) this.#socket.auth = { ...auth };
    this.#socket.connect();
  }

  #connected(): void {
    // Socket.IO hands on what came before, and after it this all the same.
    if (!this.#socket.connected) return;
    this.#connectedAt = Date.now();
    if (this.#definition.refusedBy === undefined) this.#letIn();
    else this.#grace = setTimeout(() => this.#letIn(), refusalGraceMs);
  }

  #letIn(): void {
    clearTimeout(this.#grace);
    if (this.#isReady || !this.#socket.connected) return;
    this.#isReady = true;
    this.#handlers.ready();
  }

  #received(event: string, args: unknown[]): void {
    if (event === this.#definition.refusedBy) this.#refused(args[0], true);
    else this.#letIn();
    this.#handlers.received(
      event,
      args.map((arg) => this.#onlyNow(arg)),
    );
  }

  /** An acknowledgement that is too late for its connection does nothing: on the next one it might be taken for another. */
  #onlyNow(arg: unknown): unknown {
    if (typeof arg !== 'function') return arg;
    const { id } = this.#socket;
    return (...answers: unknown[]) => {
      if (this.#socket.id === id) arg(...answers);
    };
  }

  #disconnected(reason: string): void {
    clearTimeout(this.#grace);
    const wasReady = this.#isReady;
    this.#isReady = false;
    this.#handlers.lost(reason, wasReady);
    // Socket.IO does not connect again after this. The server did not say why, unless its event for that did before.
    if (reason === 'io server disconnect') {
      this.#refused(new Error('The server closed the socket'), this.#definition.refusedBy === undefined);
    }
  }

  #refused(refusal: unknown, isRefreshable: boolean): void {
    if (this.#halt) return;
    if (Date.now() - this.#connectedAt >= lastingMs) this.#refusals = 0;
    this.#connectedAt = Number.POSITIVE_INFINITY;
    this.#refusals += 1;
    this.#socket.disconnect();
    const { refreshAuth } = this.#options;
    if (isRefreshable && refreshAuth && this.#refusals <= refreshLimit) this.#refresh(refreshAuth, refusal);
    else this.#giveUp(refusal);
  }

  async #refresh(refreshAuth: (refusal: Refusal) => Auth | Promise<Auth>, refusal: unknown): Promise<void> {
    const decisions = this.#decisions;
    const isOverruled = () => this.#decisions !== decisions;
    try {
      const auth = await refreshAuth(refusal as Refusal);
      if (!isOverruled()) this.#open(auth);
    } catch (cause) {
      if (!isOverruled()) this.#giveUp(refusal, cause);
    }
  }

  #giveUp(refusal: unknown, cause: unknown = refusal instanceof Error ? refusal : undefined): void {
    this.#stop({ code: 'refused', what: 'the server does not let this client in', refusal, cause });
    const error = this.haltError();
    if (error) this.#options.onRefused?.(error);
  }

  #stop(halt: Halt): void {
    this.#decisions += 1;
    this.#halt = halt;
    this.#handlers.halted();
  }
}
