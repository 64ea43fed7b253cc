import { io, type Socket } from 'socket.io-client';
import { ClientError } from './client-error.js';
import type { ClientDefinition, ConnectionOptions } from './client-types.js';

/** How many times in a row the client asks for a fresh `auth` after a refusal before it gives up. */
const refreshLimit = 3;
/** A connection that lasts this long (ms) shows that the server accepted the `auth`, even without a reply. */
const acceptedAfterMs = 10_000;
/**
 * How long (ms) requests are held back after Socket.IO reports the connection. A Socket.IO server accepts every
 * connection first and refuses a client by an event afterwards; a held request was certainly not carried out.
 */
const refusalGraceMs = 25;

/** Callbacks for the state changes and the events of a connection. */
export interface ConnectionHandlers {
  /** Called when calls may be sent. */
  ready(): void;
  /** Called when the connection is lost; `wasReady` is true when calls may have been sent on it. */
  lost(reason: string, wasReady: boolean): void;
  /** Called when the client stops connecting, until `connect` is called. */
  halted(): void;
  received(event: string, args: unknown[]): void;
}

interface Halt {
  readonly code: 'refused' | 'closed';
  readonly what: string;
  readonly refusal?: unknown;
  readonly cause?: unknown;
}

/** The socket of a client: connects, handles refusals and reconnects with a fresh `auth`. */
export class Connection<Auth extends object, Refusal> {
  readonly #definition: ClientDefinition;
  readonly #options: ConnectionOptions<Auth, Refusal>;
  readonly #handlers: ConnectionHandlers;
  readonly #socket: Socket;
  #isReady = false;
  #halt: Halt | undefined;
  /** Refusals in a row; reset by a connection that the server accepted. */
  #refusals = 0;
  #connectedAt = Number.POSITIVE_INFINITY;
  /** Incremented by `connect` and by each stop; an `auth` that `refreshAuth` returns later is discarded as outdated. */
  #generation = 0;
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
      // A connection of its own, so that the refusal of one client does not close another client's connection.
      forceNew: true,
      autoConnect: false,
      auth: { ...target.auth },
    });
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason));
    this.#socket.on('connect_error', (error) => {
      // An inactive socket does not reconnect: the server answered the CONNECT packet with an error.
      if (!this.#socket.active) this.#refused(error, definition.refusedBy === undefined);
    });
    this.#socket.onAny((event: string, ...args: unknown[]) => this.#received(event, args));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Returns the error that a call of this event fails with, or `undefined` while the client is not halted. */
  haltError(event?: string): ClientError | undefined {
    return this.#halt && new ClientError(this.#halt.code, this.#halt.what, { event, ...this.#halt });
  }

  /** Connects for the first time, unless the client was closed before. */
  start(): void {
    if (!this.#halt) this.#open(undefined);
  }

  connect(auth?: Auth): void {
    this.#generation += 1;
    this.#halt = undefined;
    this.#refusals = 0;
    this.#open(auth);
  }

  close(): void {
    this.#stop({ code: 'closed', what: 'the client was closed' });
    this.#socket.disconnect();
  }

  /** Sends an event. Returns false when the event was not handed to the transport; it is then discarded. */
  send(event: string, args: unknown[]): boolean {
    this.#socket.emit(event, ...args);
    // When the server's ping is overdue, Socket.IO buffers the packet for the next connection. Discard it instead.
    return this.#socket.sendBuffer.splice(0).length === 0;
  }

  /** Records a reply of the server, which shows that the server accepted this client. */
  recordReply(): void {
    this.#refusals = 0;
  }

  #open(auth: Auth | undefined): void {
    if (auth !== undefined) this.#socket.auth = { ...auth };
    this.#socket.connect();
  }

  #connected(): void {
    // Socket.IO first emits the events it buffered. A listener may disconnect, and `connect` is emitted all the same.
    if (!this.#socket.connected) return;
    this.#connectedAt = Date.now();
    if (this.#definition.refusedBy === undefined) this.#markReady();
    else this.#grace = setTimeout(() => this.#markReady(), refusalGraceMs);
  }

  #markReady(): void {
    clearTimeout(this.#grace);
    if (this.#isReady || !this.#socket.connected) return;
    this.#isReady = true;
    this.#handlers.ready();
  }

  #received(event: string, args: unknown[]): void {
    if (event === this.#definition.refusedBy) this.#refused(args[0], true);
    else this.#markReady();
    this.#handlers.received(
      event,
      args.map((arg) => this.#bindToConnection(arg)),
    );
  }

  /** Binds an acknowledgement to its connection: on a later connection its id could belong to another packet. */
  #bindToConnection(arg: unknown): unknown {
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
    // Socket.IO does not reconnect after this reason. Only the event `refusedBy` may have carried the server's reason.
    if (reason === 'io server disconnect') {
      this.#refused(new Error('The server closed the socket'), this.#definition.refusedBy === undefined);
    }
  }

  #refused(refusal: unknown, isRefreshable: boolean): void {
    if (this.#halt) return;
    if (Date.now() - this.#connectedAt >= acceptedAfterMs) this.#refusals = 0;
    this.#connectedAt = Number.POSITIVE_INFINITY;
    this.#refusals += 1;
    this.#socket.disconnect();
    const { refreshAuth } = this.#options;
    if (isRefreshable && refreshAuth && this.#refusals <= refreshLimit) this.#refresh(refreshAuth, refusal);
    else this.#giveUp(refusal);
  }

  async #refresh(refreshAuth: (refusal: Refusal) => Auth | Promise<Auth>, refusal: unknown): Promise<void> {
    const generation = this.#generation;
    const isOutdated = () => this.#generation !== generation;
    try {
      const auth = await refreshAuth(refusal as Refusal);
      if (!isOutdated()) this.#open(auth);
    } catch (cause) {
      if (!isOutdated()) this.#giveUp(refusal, cause);
    }
  }

  #giveUp(refusal: unknown, cause: unknown = refusal instanceof Error ? refusal : undefined): void {
    this.#stop({ code: 'refused', what: 'the server refused this client', refusal, cause });
    const error = this.haltError();
    if (error) this.#options.onRefused?.(error);
  }

  #stop(halt: Halt): void {
    this.#generation += 1;
    this.#halt = halt;
    this.#handlers.halted();
  }
}
