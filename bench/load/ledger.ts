import { MessageColumns, usualCapacity } from './message-columns.js';
import { UnreadCounts } from './unread-counts.js';

/** How far a retry is. */
const retryPending = 1;
const retryAcknowledged = 2;

/** How far a read is: bits of one number. */
const readRequested = 1;
const readAcknowledged = 2;
const readTold = 4;

/** Events that a message causes: its acknowledgement, `chat` and `unread-chats-count`. A read causes as many. */
export const eventsPerMessage = 3;

interface LedgerOptions {
  readonly people: number;
  /** Whether the server counts unread messages, from 0 on. */
  readonly isCounting: boolean;
  /** The number of messages for which there is room at first. */
  readonly capacity?: number;
}

/**
 * Checks that every message is acknowledged once, to its sender, and delivered once, to its recipient, as `chat` and as
 * `unread-chats-count`. The figures of a server that loses or repeats messages would mean nothing.
 */
export class Ledger {
  readonly #sent: MessageColumns;
  readonly #counts: UnreadCounts;
  readonly #problems: string[] = [];
  #outstanding = 0;

  constructor({ people, isCounting, capacity = usualCapacity }: LedgerOptions) {
    this.#sent = new MessageColumns(capacity);
    this.#counts = new UnreadCounts(people, isCounting);
  }

  /** The number of events that are still expected. */
  get outstanding(): number {
    return this.#outstanding;
  }

  get hasProblems(): boolean {
    return this.#problems.length > 0;
  }

  get messages(): number {
    return this.#sent.length;
  }

  /** Returns the number of the new message. `sentAt` is in ms, of any clock. */
  send(sender: number, recipient: number, sentAt: number): number {
    this.#counts.addSent(recipient, sender);
    this.#outstanding += eventsPerMessage;
    return this.#sent.add(sender, recipient, sentAt);
  }

  recipientOf(message: number): number {
    return this.#sent.recipient[message] ?? Number.NaN;
  }

  /** Returns when the message was sent, or `undefined` when this acknowledgement is wrong. */
  acknowledge(message: number, to: number): number | undefined {
    const { sender, acknowledgements, sentAt } = this.#sent;
    if (!this.#sent.has(message) || sender[message] !== to)
      return this.#problem(`${message} was acknowledged to ${to}, who had not sent it`);
    if (acknowledgements[message] !== 0) return this.#problem(`${message} was acknowledged again`);
    acknowledgements[message] = 1;
    this.#outstanding -= 1;
    return sentAt[message];
  }

  /** Returns when the message was sent, or `undefined` when this event is wrong. */
  deliver(message: number, to: number): number | undefined {
    const { recipient, deliveries, sentAt } = this.#sent;
    if (!this.#sent.has(message) || recipient[message] !== to)
      return this.#problem(`${message} was delivered to ${to}, who is not its recipient`);
    if (deliveries[message] !== 0) return this.#problem(`${message} was delivered again`);
    deliveries[message] = 1;
    this.#outstanding -= 1;
    return sentAt[message];
  }

  /** The message is sent again: one more acknowledgement is expected, and nothing else. */
  retry(message: number): void {
    this.#sent.retries[message] = retryPending;
    this.#outstanding += 1;
  }

  /** The second send of a message was acknowledged. */
  acknowledgeRetry(message: number, to: number): void {
    const { sender, retries } = this.#sent;
    if (!this.#sent.has(message) || sender[message] !== to || retries[message] !== retryPending) {
      this.#problem(`a retry of ${message} was acknowledged to ${to}, who had not sent it or had the acknowledgement`);
      return;
    }
    retries[message] = retryAcknowledged;
    this.#outstanding -= 1;
  }

  /** The recipient reads the message: an acknowledgement, a count and the sender's `read-chat` are expected. */
  read(message: number): void {
    const { sender, recipient, reads } = this.#sent;
    reads[message] = readRequested;
    this.#counts.addRead(recipient[message] ?? 0, sender[message] ?? 0);
    this.#outstanding += eventsPerMessage;
  }

  acknowledgeRead(message: number, to: number): void {
    if (this.#sent.recipient[message] !== to || !this.#advanceRead(message, readAcknowledged))
      this.#problem(`the read of ${message} was acknowledged to ${to} without a request or again`);
  }

  /** The sender received `read-chat`. */
  tellRead(message: number, to: number): void {
    if (this.#sent.sender[message] !== to || !this.#advanceRead(message, readTold))
      this.#problem(`${to} received read-chat of ${message} without a request or again`);
  }

  /** The recipient received the number of unread messages of the sender. */
  count(recipient: number, sender: number, count: number): void {
    this.#outstanding -= 1;
    const problem = this.#counts.tell(recipient, sender, count);
    if (problem !== undefined) this.#problem(problem);
  }

  /** Notes an event that is no part of the traffic. */
  refuse(problem: string): void {
    this.#problem(problem);
  }

  /** @throws Error that lists what was lost, repeated or out of order */
  check(): void {
    const acknowledgements = this.#sent.countZeros(this.#sent.acknowledgements);
    const chats = this.#sent.countZeros(this.#sent.deliveries);
    const counts = this.#counts.countMissing();
    if (acknowledgements + chats + counts > 0) {
      this.#problem(`${acknowledgements} acknowledgements, ${chats} chats and ${counts} counts did not arrive`);
    } else if (this.#outstanding > 0) {
      this.#problem(`${this.#outstanding} events of retries or reads did not arrive`);
    } else if (this.#counts.countWrongEnds() > 0) {
      this.#problem(`${this.#counts.countWrongEnds()} pairs received a wrong last count`);
    }
    if (this.#problems.length === 0) return;
    const shown = this.#problems.slice(0, 5).join('; ');
    throw new Error(
      `Not every one of ${this.messages} messages arrived exactly once: ${shown} (${this.#problems.length} problems)`,
    );
  }

  #advanceRead(message: number, step: number): boolean {
    const { reads } = this.#sent;
    const progress = reads[message] ?? 0;
    if (!this.#sent.has(message) || progress === 0 || (progress & step) !== 0) return false;
    reads[message] = progress | step;
    this.#outstanding -= 1;
    return true;
  }

  #problem(problem: string): undefined {
    this.#problems.push(problem);
    return undefined;
  }
}
