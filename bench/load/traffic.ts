import type { Target } from './commands.js';
import { Latencies } from './latencies.js';
import { Ledger } from './ledger.js';
import { LoadClient } from './load-client.js';
import { messagePayload, numberIn, recipientOf } from './message.js';
import { createPeople, numberOf } from './people.js';

/** Milliseconds within which everything has come after the last message was sent. */
const drainPatienceMs = 60_000;

/** How often it is looked whether everything has come. */
const drainCheckMs = 20;

/** Connected people who write to each other, and the account of it. */
export class Traffic {
  readonly ledger: Ledger;
  acknowledged = 0;
  readonly acks = new Latencies();
  readonly deliveries = new Latencies();
  /** Called when a message of this client was acknowledged. */
  onAcknowledged: (sender: number) => void = () => {};
  readonly #clients: LoadClient[] = [];
  readonly #turns: number[];
  #failure: Error | undefined;

  constructor(target: Target, people: number) {
    this.ledger = new Ledger(target);
    this.#turns = Array<number>(people).fill(0);
  }

  static async connect(target: Target, count: number): Promise<Traffic> {
    const traffic = new Traffic(target, count);
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

  /** Has this client send its next message. */
  send(sender: number): void {
    const turn = this.#turns[sender] ?? 0;
    this.#turns[sender] = turn + 1;
    const recipient = recipientOf(sender, turn, this.people);
    const number = this.ledger.send(sender, recipient, performance.now());
    this.#clients[sender]?.emit(number, 'send-message', messagePayload(number, recipient));
  }

  /** Begins to measure anew, with the objects that are there: for others, the code would have to be compiled anew. */
  beginWindow(): void {
    this.acknowledged = 0;
    this.acks.clear();
    this.deliveries.clear();
  }

  /**
   * Waits for all that is to come, and a moment for what is not, then ends the connections.
   * @throws Error when something was lost, doubled or refused
   */
  async finish(): Promise<void> {
    this.onAcknowledged = () => {};
    const deadline = performance.now() + drainPatienceMs;
    while (this.ledger.outstanding > 0 && performance.now() < deadline && !this.#failure) await pause(drainCheckMs);
    // What came twice comes right after: without this, the last doubled ones would not be seen.
    await pause(drainCheckMs);
    await Promise.all(this.#clients.map((client) => client.close()));
    if (this.#failure) throw this.#failure;
    this.ledger.check();
  }

  #acknowledge(client: number, message: number, reply: unknown): void {
    const isStored = typeof reply === 'object' && reply !== null && 'chat' in reply;
    if (!isStored || numberIn(reply.chat) !== message) {
      this.ledger.refuse(`${message} was answered with ${JSON.stringify(reply)}`);
      return;
    }
    const sentAt = this.ledger.acknowledge(message, client);
    if (sentAt === undefined) return;
    this.acknowledged += 1;
    this.acks.record(performance.now() - sentAt);
    this.onAcknowledged(client);
  }

  #receive(client: number, event: string, payload: unknown): void {
    if (typeof payload !== 'object' || payload === null) {
      this.ledger.refuse(`${event} came with ${JSON.stringify(payload)}`);
    } else if (event === 'chat' && 'chat' in payload) {
      const sentAt = this.ledger.deliver(numberIn(payload.chat), client);
      if (sentAt !== undefined) this.deliveries.record(performance.now() - sentAt);
    } else if (event === 'unread-chats-count' && 'user' in payload && 'unreadChatsCount' in payload) {
      this.ledger.count(client, numberOf(String(payload.user)), Number(payload.unreadChatsCount));
    } else {
      this.ledger.refuse(`${event} came with ${JSON.stringify(payload)}`);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
