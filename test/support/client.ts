import { io, type Socket } from 'socket.io-client';
import type { ClientToServerEvents, ServerToClientEvents } from '../../generated/events.js';
import type { Chat, ErrorBody } from '../../generated/models.js';
import type { ClientOperations } from '../../generated/operations.js';
import { Changes, within } from './changes.js';

export type HandshakeAuth = Readonly<Record<string, unknown>>;

interface ClientOptions {
  readonly auth: HandshakeAuth;
  readonly username: string;
  readonly headers?: Record<string, string>;
}

export interface ReceivedEvent {
  readonly event: string;
  readonly payload: unknown;
}

type ServerPayload<Event extends keyof ServerToClientEvents> = Parameters<ServerToClientEvents[Event]>[0];
type Reply<Event extends keyof ClientOperations> = ClientOperations[Event]['reply'];

/** Connects to the chat namespace and records all received events. */
export class Client {
  readonly username: string;
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  /** The received events in order, including the acknowledgements of `emitOrdered`. */
  readonly received: ReceivedEvent[] = [];
  readonly #taken = new Set<ReceivedEvent>();
  readonly #changes = new Changes();

  constructor(port: number, { auth, username, headers = {} }: ClientOptions) {
    this.username = username;
    this.socket = io(`ws://127.0.0.1:${port}/chat`, {
      path: '/ws',
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth,
      extraHeaders: headers,
    });
    this.socket.onAny((event: string, payload: unknown) => this.#receive({ event, payload }));
    this.socket.on('disconnect', () => this.#changes.notify());
    this.socket.on('connect', () => this.#changes.notify());
  }

  /** Sends an operation and returns the reply. Throws when the reply is an error. */
  async ask<Event extends keyof ClientOperations>(
    event: Event,
    payload: ClientOperations[Event]['payload'],
  ): Promise<Reply<Event>> {
    const reply = await this.askRaw(event, payload);
    const error: unknown = Object(reply).error;
    if (error !== undefined) throw new Error(`\`${event}\` failed: ${JSON.stringify(error)}`);
    return reply as Reply<Event>;
  }

  /** Sends an operation that must fail, and returns the `error` of the reply. */
  async refusal(event: string, ...payloads: unknown[]): Promise<ErrorBody> {
    const { error } = Object(await this.askRaw(event, ...payloads));
    if (error === undefined) throw new Error(`\`${event}\` succeeded, an error was expected`);
    return error;
  }

  /** Sends any event with any arguments, and returns the only argument of the acknowledgement. */
  async askRaw(event: string, ...payloads: unknown[]): Promise<unknown> {
    const args = await within<unknown[]>(`the reply to \`${event}\``, (resolve) => {
      this.emitRaw(event, ...payloads, (...replies: unknown[]) => resolve(replies));
    });
    if (args.length !== 1) throw new Error(`\`${event}\` was acknowledged with ${args.length} arguments`);
    return args[0];
  }

  /** Emits any event with any arguments, also those that the contract's types forbid. */
  emitRaw(event: string, ...args: unknown[]): void {
    (this.socket as Socket).emit(event, ...args);
  }

  /** Sends an operation, and records the acknowledgement among the received events as `ack`. */
  emitOrdered<Event extends keyof ClientOperations>(event: Event, payload: ClientOperations[Event]['payload']): void {
    this.emitRaw(event, payload, (reply: unknown) => this.#receive({ event: 'ack', payload: reply }));
  }

  /** Sends a message, and returns the stored chat. */
  async say(to: { readonly username: string }, message = 'Hello'): Promise<Chat> {
    return (await this.ask('send-message', { user: to.username, message })).chat;
  }

  /** Waits for the first event of this name that `next` has not returned before, and returns the payload. */
  async next<Event extends keyof ServerToClientEvents>(event: Event): Promise<ServerPayload<Event>> {
    const isNext = (one: ReceivedEvent) => one.event === event && !this.#taken.has(one);
    const found = await this.#changes.until(`\`${event}\` for ${this.username}`, () => this.received.find(isNext));
    this.#taken.add(found);
    return found.payload as ServerPayload<Event>;
  }

  /** Returns the payloads of all events of this name so far. */
  all<Event extends keyof ServerToClientEvents>(event: Event): ServerPayload<Event>[] {
    return this.received.filter((one) => one.event === event).map(({ payload }) => payload as ServerPayload<Event>);
  }

  /** Returns the names of all events so far, in order, without `user-join`, which other tests cause. */
  names(): string[] {
    return this.received.map(({ event }) => event).filter((event) => event !== 'user-join');
  }

  /** Waits for all events that the server has sent so far: a reply arrives after all earlier events. */
  async settled(): Promise<void> {
    await this.ask('fetch-users', { limit: 1 });
  }

  async connected(): Promise<void> {
    await within(`${this.username} to connect`, (resolve, reject) => {
      if (this.socket.connected) resolve(undefined);
      this.socket.once('connect', () => resolve(undefined));
      this.socket.once('connect_error', reject);
    });
  }

  /** Waits until the server or the network has closed the socket. */
  async disconnected(): Promise<void> {
    await this.#changes.until(`${this.username} to disconnect`, () => !this.socket.connected || undefined);
  }

  close(): void {
    this.socket.disconnect();
  }

  #receive(received: ReceivedEvent): void {
    this.received.push(received);
    this.#changes.notify();
  }
}
