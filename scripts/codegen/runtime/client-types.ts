import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import type { ClientError } from './client-error.js';
import type { Validator } from './validation-runtime.js';

/** Validators by type name. */
export type Validators = Readonly<Record<string, Validator<unknown>>>;

export interface CallOptions {
  /** Milliseconds from the call to its reply, including waits for a connection and resends; `Infinity` for no limit. */
  timeoutMs?: number | undefined;
  /** Aborts the call, which rejects with the signal's reason. A request already sent may still be carried out. */
  signal?: AbortSignal | undefined;
}

export interface ConnectionOptions<Auth, Refusal> {
  /** The default for calls without `timeoutMs`; 10,000 if not given. */
  timeoutMs?: number | undefined;
  /**
   * Whether payloads are checked against the contract, before sending and after receiving. Fields that the contract
   * does not name are allowed.
   * - `development` (the default): checked unless `process.env.NODE_ENV` is `production` or `process` is not defined,
   *   as in a page without a bundler. A production bundle then contains no validators.
   * - `never`: not checked.
   * - The `validators` of `./validators.js`: always checked.
   */
  validate?: 'development' | 'never' | Validators | undefined;
  /**
   * Called for a fresh `auth` when the server refuses this client, at the first connection or later. The client then
   * connects with the fresh `auth` and sends the calls that were not sent before or have an idempotency key. Reject to
   * give up: the client is refused then, and also after three refused attempts in a row.
   */
  refreshAuth?: ((refusal: Refusal) => Auth | Promise<Auth>) | undefined;
  /** Called once when the client gives up after a refusal. Calls reject from then on, until `connect`. */
  onRefused?: ((error: ClientError) => void) | undefined;
  /**
   * Called with errors of events that do not match the contract (their listeners are not called) and with what
   * listeners throw. Without it, the error is thrown uncaught: browsers log it, Node.js ends the process.
   */
  onError?: ((error: unknown) => void) | undefined;
  /** Options for socket.io-client. Its defaults apply, except for `transports`, which is `['websocket']`. */
  io?:
    | Partial<Omit<ManagerOptions & SocketOptions, 'ackTimeout' | 'auth' | 'autoConnect' | 'path' | 'retries'>>
    | undefined;
}

/** The members of every client, besides the operations of its namespace. */
export interface ClientMembers<Listeners, Auth> {
  /**
   * Adds a listener for an event. If the server expects an acknowledgement, it gets what the first listener returns or
   * resolves with; if that listener fails, or there is none, the acknowledgement has no argument.
   * Returns a function that removes the listener.
   */
  on<Name extends keyof Listeners>(event: Name, listener: Listeners[Name]): () => void;
  off<Name extends keyof Listeners>(event: Name, listener: Listeners[Name]): void;
  /** Connects again after a refusal or `close`. A connected client uses the `auth` when it connects the next time. */
  connect(auth?: Auth): void;
  /** Resolves when the client is connected and accepted; rejects as a call does. Calls wait for this by themselves. */
  connected(options?: CallOptions): Promise<void>;
  isConnected(): boolean;
  /** Disconnects. Pending calls reject with `closed`. */
  close(): void;
}

/** The events of every client, besides those of its namespace; Socket.IO reserves these names. */
export interface ConnectionListeners {
  /** Called at each connection that the server accepted. The server has lost its state of earlier sockets. */
  connect: () => void;
  /** Called when the connection is lost; the reason is socket.io-client's. */
  disconnect: (reason: string) => void;
}

export type Listener = (payload: never) => unknown;
export type ListenerMap<Listeners> = { [Name in keyof Listeners]: Listener };

/** The payload type with one field made optional, because the client fills it in. */
export type WithOptional<Payload, Name extends keyof Payload> = Omit<Payload, Name> & Partial<Pick<Payload, Name>>;

/** The description of an operation for `ClientRuntime`; `payload`, `reply` and `error` are type names. */
export interface OperationDefinition {
  readonly event: string;
  readonly payload?: string;
  readonly reply?: string;
  readonly error?: string;
  /** The reply is an error reply when this field has one of these values. */
  readonly errorIs?: { readonly field: string; readonly values: readonly unknown[] };
  /** Without `errorIs`: the reply is an error reply when it has all of these fields. */
  readonly errorHas?: readonly string[];
  /** Without `errorIs` and `errorHas`: the reply is an error reply when it lacks one of these fields. */
  readonly errorLacks?: readonly string[];
  /** The payload's field that is the idempotency key. */
  readonly key?: string;
  /** True when the schema of the key allows a UUID, so that the client can generate it. */
  readonly fillsKey?: boolean;
}

/** The description of a server event for `ClientRuntime`. */
export interface EventDefinition {
  readonly payload?: string;
  /** The types that a listener may answer with. */
  readonly replies?: readonly string[];
}

/** The description of a namespace for `ClientRuntime`. */
export interface ClientDefinition {
  /** The engine path that is used when the URL has none. */
  readonly path: string;
  readonly namespace: string;
  /** The event by which the server refuses a client. Without it, an error reply to the CONNECT packet refuses it. */
  readonly refusedBy?: string;
  readonly events: Readonly<Record<string, EventDefinition>>;
  readonly ContractError: new (event: string, reply: never) => Error;
  /** Loads the contract's validators in development; returns `undefined` in production. */
  readonly loadValidators: () => Promise<Validators> | undefined;
}
