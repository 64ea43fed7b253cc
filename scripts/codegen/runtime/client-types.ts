import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import type { ClientError } from './client-error.js';
import type { Validator } from './validation-runtime.js';

/** By type name. */
export type Validators = Readonly<Record<string, Validator<unknown>>>;

export interface CallOptions {
  /** Milliseconds from the call to its reply, waiting for a connection and sending again included; `Infinity` for ever. */
  timeoutMs?: number | undefined;
  /** Gives the call up: it rejects with the signal's reason. What was sent may be carried out all the same. */
  signal?: AbortSignal | undefined;
}

export interface ConnectionOptions<Auth, Refusal> {
  /** For calls that say nothing else. 10,000 without it. */
  timeoutMs?: number | undefined;
  /**
   * Whether payloads are checked: what is sent before it is sent, what is received before it is handed on. Fields that the
   * contract does not name are let through.
   * - `development`, and without the option: unless `process.env.NODE_ENV` is `production`, or nothing says what it is,
   *   as in a page that no bundler made. A production bundle then has no validator in it.
   * - `never`.
   * - The `validators` of `./validators.js`: always.
   */
  validate?: 'development' | 'never' | Validators | undefined;
  /**
   * Asked for a fresh `auth` when the server does not let this client in, or no longer. The client then connects with it
   * and goes on: calls that were not sent, or have an idempotency key, are sent then. To give up, reject: the client is
   * refused then, and also when three fresh ones in a row were of no use.
   */
  refreshAuth?: ((refusal: Refusal) => Auth | Promise<Auth>) | undefined;
  /** Told once when the server does not let this client in for good. Calls reject from then on, until `connect`. */
  onRefused?: ((error: ClientError) => void) | undefined;
  /**
   * Told of events that do not match the contract, which are not handed on, and of what listeners throw. Without it such
   * an error is thrown where nothing catches it: a browser shows it on its console, Node.js ends the process.
   */
  onError?: ((error: unknown) => void) | undefined;
  /** For socket.io-client, whose defaults hold but for `transports`, which is `['websocket']` here. */
  io?:
    | Partial<Omit<ManagerOptions & SocketOptions, 'ackTimeout' | 'auth' | 'autoConnect' | 'path' | 'retries'>>
    | undefined;
}

/** What every client has beside the operations of its namespace. */
export interface ClientMembers<Listeners, Auth> {
  /**
   * Calls the listener at each event of that name. Where the server asks for an answer, it gets what the first listener
   * returns or resolves with; when that fails, or there is no listener, it gets an acknowledgement without an answer.
   * Answers a function that undoes it.
   */
  on<Name extends keyof Listeners>(event: Name, listener: Listeners[Name]): () => void;
  off<Name extends keyof Listeners>(event: Name, listener: Listeners[Name]): void;
  /** Connects again after a refusal or `close`. A connected client takes the `auth` for the next time it connects. */
  connect(auth?: Auth): void;
  /** Resolves when the client is connected and let in; rejects as an operation does. No operation needs to wait for it. */
  connected(options?: CallOptions): Promise<void>;
  isConnected(): boolean;
  /** Disconnects. What waits for a reply rejects with `closed`. */
  close(): void;
}

/** What every client may listen to beside the events of its namespace; Socket.IO lets no contract have these names. */
export interface ConnectionListeners {
  /** The client is connected and let in, the first time or again. What a server keeps by socket, it has to be told again. */
  connect: () => void;
  /** The connection is gone; the reason is socket.io-client's. */
  disconnect: (reason: string) => void;
}

export type Listener = (payload: never) => unknown;
export type ListenerMap<Listeners> = { [Name in keyof Listeners]: Listener };

/** With some fields optional that are not: the client fills them in. */
export type WithOptional<Payload, Name extends keyof Payload> = Omit<Payload, Name> & Partial<Pick<Payload, Name>>;

/** An operation, for the mechanics; `payload`, `reply` and `error` are type names. */
export interface OperationDefinition {
  readonly event: string;
  readonly payload?: string;
  readonly reply?: string;
  readonly error?: string;
  /** A reply with one of these values in that field is the error reply. */
  readonly errorIs?: { readonly field: string; readonly values: readonly unknown[] };
  /** Where there is no such field: a reply with all of these fields is. */
  readonly errorHas?: readonly string[];
  /** Where there are no such fields: a reply without one of these is. */
  readonly errorLacks?: readonly string[];
  /** The payload's field that lets the server tell a request that it knows. */
  readonly key?: string;
  /** Whether a UUID will do as the key. */
  readonly fillsKey?: boolean;
}

/** An event of the server, for the mechanics. */
export interface EventDefinition {
  readonly payload?: string;
  /** What the listener may answer: one of these types. */
  readonly replies?: readonly string[];
}

/** A namespace, for the mechanics. */
export interface ClientDefinition {
  /** The engine path, for a URL that has none. */
  readonly path: string;
  readonly namespace: string;
  /** The event that says that the client is not let in. Without it, a refused CONNECT packet says so. */
  readonly refusedBy?: string;
  readonly events: Readonly<Record<string, EventDefinition>>;
  readonly ContractError: new (event: string, reply: never) => Error;
  /** The contract's validators in development, and nothing otherwise. */
  readonly loadValidators: () => Promise<Validators> | undefined;
}
