import { setTimeout as pause } from 'node:timers/promises';
import type { Target } from './commands.js';
import { type Correspondents, createCorrespondents } from './correspondents.js';
import { Latencies } from './latencies.js';
import { Ledger } from './ledger.js';
import { LoadClient } from './load-client.js';
import { messagePayload, numberIn } from './message.js';
import { acknowledgementId, numberOfOperation, type Operation, operationOf, operations } from './operation.js';
import { createPeople, numberOf, usernameOf } from './people.js';
import { ReceivedChats } from './received-chats.js';

/** Bounds the time in which all expected events arrive after the last message was sent. */
const drainTimeoutMs = 60_000;
const drainCheckIntervalMs = 20;

/** The number of chats that a client fetches: a screen of a conversation. */
const pageSize = 50;

/** Connected people who write to each other, and the check of all that they receive. */
export class Traffic {
  readonly ledger: Ledger;
  /** By operation, how many were completed in the window. */
  readonly completed: Record<Operation, number> = { send: 0, retry: 0, read: 0, fetch: 0 };
  /** By operation, from the request to the acknowledgement. */
  readonly latencies: Record<Operation, Latencies> = {
    send: new Latencies(),
    retry: new Latencies(),
    read: new Latencies(),
    fetch: new Latencies(),
  };
  /** From sending a message to the recipient's `chat`. */
  readonly deliveries = new Latencies();
  /** Called when an operation of this client was acknowledged. */
  onCompleted: (client: number) => void = () => {};
  readonly #clients: LoadClient[] = [];
  readonly #correspondents: readonly Correspondents[];
  /** By client, the number of messages that the client has sent. */
  readonly #turns: Int32Array;
  readonly #lastSent: Int32Array;
  readonly #lastAcknowledged: Int32Array;
  readonly #received: readonly ReceivedChats[];
  /** By acknowledgement id, when a retry, a read or a fetch was requested. */
  readonly #requestedAt = new Map<number, number>();
  /** By chat id, the numbers of the messages whose senders still wait for `read-chat`. */
  readonly #reading = new Map<string, number>();
  #fetches = 0;
  #failure: Error | undefined;

  private constructor(target: Target, people: number, conversations: number) {
    this.ledger = new Ledger({ people, isCounting: target.isCounting });
    this.#correspondents = createCorrespondents(people, conversations);
    this.#turns = new Int32Array(people);
    this.#lastSent = new Int32Array(people).fill(-1);
    this.#lastAcknowledged = new Int32Array(people).fill(-1);
    this.#received = Array.from({ length: people }, () => new ReceivedChats());
  }

  /** Connects this many people, who write in this many conversations. */
  static async connect(target: Target, count: number, conversations: number): Promise<Traffic> {
    const traffic = new Traffic(target, count, conversations);
    const people = await createPeople(count, target.secret);
    for (const [number, person] of people.entries()) {
      const listener = {
        onEvent: (event: string, payload: unknown) => traffic.#receive(number, event, payload),
        onAcknowledgement: (id: number, reply: unknown) => traffic.#acknowledge(number, id, reply),
        onFailure: (error: Error) => {
          traffic.#failure ??= error;
        },
      };
      traffic.#clients.push(await LoadClient.connect(target, person, listener));
    }
    return traffic;
  }

  get people(): number {
    return this.#clients.length;
  }

  /** Whether a connection ended or an event was wrong, so that `finish` is going to throw. */
  get hasFailed(): boolean {
    return this.#failure !== undefined || this.ledger.hasProblems;
  }

  /** Whether each conversation has been written to. */
  get hasUsedAllConversations(): boolean {
    return this.#correspondents.every(({ begun }, client) => (this.#turns[client] ?? 0) >= begun.length);
  }

  /** Sends the client's next message. */
  send(client: number): void {
    const recipient = this.#nextCorrespondent(client);
    this.#turns[client] = (this.#turns[client] ?? 0) + 1;
    const number = this.ledger.send(client, recipient, performance.now());
    this.#lastSent[client] = number;
    this.#emit(client, acknowledgementId('send', number), 'send-message', messagePayload(number, recipient));
  }

  /**
   * Sends the client's newest message again, as after a lost acknowledgement.
   * @param isAcknowledged whether to repeat the newest acknowledged message; else the newest sent one, which may be pending
   * @returns whether there was such a message
   */
  retry(client: number, isAcknowledged: boolean): boolean {
    const number = (isAcknowledged ? this.#lastAcknowledged : this.#lastSent)[client] ?? -1;
    if (number < 0) return false;
    this.ledger.retry(number);
    const payload = messagePayload(number, this.ledger.recipientOf(number));
    this.#request(client, acknowledgementId('retry', number), 'send-message', payload);
    return true;
  }

  /** Reads the oldest chat that the client has received and not read. @returns whether there was one */
  read(client: number): boolean {
    const chat = this.#received[client]?.takeOldest();
    if (!chat) return false;
    this.ledger.read(chat.number);
    this.#reading.set(chat.id, chat.number);
    this.#request(client, acknowledgementId('read', chat.number), 'read-chat', { id: chat.id });
    return true;
  }

  /** Fetches the newest chats of the conversation that the client writes in next. */
  fetch(client: number): void {
    const user = usernameOf(this.#nextCorrespondent(client));
    const id = acknowledgementId('fetch', this.#fetches);
    this.#fetches += 1;
    this.#request(client, id, 'fetch-conversation-with-user', { user, limit: pageSize });
  }

  /** Starts the counts and latencies of a new window. It keeps the objects: V8 would compile code again for new ones. */
  beginWindow(): void {
    for (const operation of operations) {
      this.completed[operation] = 0;
      this.latencies[operation].clear();
    }
    this.deliveries.clear();
  }

  /**
   * Waits for all expected events, and shortly for unexpected ones, then closes the connections.
   * @throws Error when an event was lost, repeated or refused
   */
  async finish(): Promise<void> {
    this.onCompleted = () => {};
    const deadline = performance.now() + drainTimeoutMs;
    const isPending = () => this.ledger.outstanding > 0 || this.#requestedAt.size > 0;
    while (isPending() && performance.now() < deadline && !this.hasFailed) await pause(drainCheckIntervalMs);
    // A repeated event follows the expected one at once: without this pause, the last of them would be missed.
    await pause(drainCheckIntervalMs);
    await Promise.all(this.#clients.map((client) => client.close()));
    if (this.#failure) throw this.#failure;
    if (this.#requestedAt.size > 0) this.ledger.refuse(`${this.#requestedAt.size} requests were not answered`);
    this.ledger.check();
  }

  #nextCorrespondent(client: number): number {
    const recipient = this.#correspondents[client]?.recipientOf(this.#turns[client] ?? 0);
    if (recipient === undefined) throw new Error(`The person ${client} has nobody to write to.`);
    return recipient;
  }

  #request(client: number, id: number, event: string, payload: object): void {
    this.#requestedAt.set(id, performance.now());
    this.#emit(client, id, event, payload);
  }

  #emit(client: number, id: number, event: string, payload: object): void {
    this.#clients[client]?.emit(id, event, payload);
  }

  #acknowledge(client: number, id: number, reply: unknown): void {
    const operation = operationOf(id);
    const requestedAt = this.#takeReply(client, operation, id, reply);
    if (requestedAt === undefined) return;
    this.completed[operation] += 1;
    this.latencies[operation].record(performance.now() - requestedAt);
    this.onCompleted(client);
  }

  /** Returns when the operation was requested, or `undefined` when the reply is wrong. */
  #takeReply(client: number, operation: Operation, id: number, reply: unknown): number | undefined {
    const number = numberOfOperation(id);
    if (!isExpectedReply(operation, number, reply)) {
      this.ledger.refuse(`${operation} ${number} was answered with ${JSON.stringify(reply).slice(0, 200)}`);
      return undefined;
    }
    if (operation === 'send') {
      this.#lastAcknowledged[client] = number;
      return this.ledger.acknowledge(number, client);
    }
    if (operation === 'retry') this.ledger.acknowledgeRetry(number, client);
    if (operation === 'read') this.ledger.acknowledgeRead(number, client);
    const requestedAt = this.#requestedAt.get(id);
    this.#requestedAt.delete(id);
    return requestedAt;
  }

  #receive(client: number, event: string, payload: unknown): void {
    if (typeof payload !== 'object' || payload === null) {
      this.ledger.refuse(`received ${event} with ${JSON.stringify(payload)}`);
    } else if (event === 'chat' && 'chat' in payload) {
      const number = numberIn(payload.chat);
      const sentAt = this.ledger.deliver(number, client);
      if (sentAt === undefined) return;
      this.deliveries.record(performance.now() - sentAt);
      this.#received[client]?.add(number, payload.chat);
    } else if (event === 'unread-chats-count' && 'user' in payload && 'unreadChatsCount' in payload) {
      this.ledger.count(client, numberOf(String(payload.user)), Number(payload.unreadChatsCount));
    } else if (event === 'read-chat' && 'id' in payload) {
      const id = String(payload.id);
      this.ledger.tellRead(this.#reading.get(id) ?? Number.NaN, client);
      this.#reading.delete(id);
    } else {
      this.ledger.refuse(`received ${event} with ${JSON.stringify(payload)}`);
    }
  }
}

function isExpectedReply(operation: Operation, number: number, reply: unknown): boolean {
  if (typeof reply !== 'object' || reply === null || 'error' in reply) return false;
  if (operation === 'read') return true;
  if (operation === 'fetch') return 'chats' in reply && Array.isArray(reply.chats) && reply.chats.length <= pageSize;
  return 'chat' in reply && numberIn(reply.chat) === number;
}
