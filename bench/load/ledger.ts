import { MessageColumns, usualCapacity } from './message-columns.js';

/** More than any run has, so that two of them are one number. */
const mostPeople = 1_000_000;

/**
 * Keeps account of every message: each is acknowledged once, to its sender, and told once, to its recipient, as `chat` and
 * as `unread-chats-count`. A benchmark that loses or doubles messages measures nothing.
 */
export class Ledger {
  readonly #sent: MessageColumns;
  /** By recipient and sender: how many messages were sent, how many counts came, and the last of them. */
  readonly #pairs = new Map<number, { sent: number; counts: number; last: number }>();
  readonly #isCounting: boolean;
  readonly #problems: string[] = [];
  #outstanding = 0;

  /**
   * @param isCounting Whether the server counts, beginning at nothing: then each count is one more than the one before.
   * @param capacity For how many messages there is room at first.
   */
  constructor({ isCounting }: { isCounting: boolean }, capacity = usualCapacity) {
    this.#sent = new MessageColumns(capacity);
    this.#isCounting = isCounting;
  }

  /** Events that are still to come: up to three a message. */
  get outstanding(): number {
    return this.#outstanding;
  }

  get messages(): number {
    return this.#sent.length;
  }

  /** Answers the number of the new message. `sentAt` is in ms, of any clock. */
  send(sender: number, recipient: number, sentAt: number): number {
    this.#pair(recipient, sender).sent += 1;
    this.#outstanding += 3;
    return this.#sent.add(sender, recipient, sentAt);
  }

  /** Answers when the message was sent, or `undefined` when this acknowledgement ought not to have come. */
  acknowledge(message: number, to: number): number | undefined {
    const { sender, acknowledgements, sentAt } = this.#sent;
    if (!this.#sent.has(message) || sender[message] !== to)
      return this.#problem(`${message} was acknowledged to ${to}, who had not sent it`);
    if (acknowledgements[message] !== 0) return this.#problem(`${message} was acknowledged again`);
    acknowledgements[message] = 1;
    this.#outstanding -= 1;
    return sentAt[message];
  }

  /** Answers when the message was sent, or `undefined` when this event ought not to have come. */
  deliver(message: number, to: number): number | undefined {
    const { recipient, deliveries, sentAt } = this.#sent;
    if (!this.#sent.has(message) || recipient[message] !== to)
      return this.#problem(`${message} was told to ${to}, for whom it was not`);
    if (deliveries[message] !== 0) return this.#problem(`${message} was told again`);
    deliveries[message] = 1;
    this.#outstanding -= 1;
    return sentAt[message];
  }

  /** The recipient was told how many it has not read of the sender. */
  count(recipient: number, sender: number, count: number): void {
    const pair = this.#pair(recipient, sender);
    pair.counts += 1;
    this.#outstanding -= 1;
    if (pair.counts > pair.sent) this.#problem(`${recipient} was told a count of ${sender} too often`);
    if (this.#isCounting && count !== pair.last + 1) {
      this.#problem(`${recipient} was told ${count} unread of ${sender} after ${pair.last}`);
    }
    pair.last = count;
  }

  /** Something that is no part of the traffic came. */
  refuse(what: string): void {
    this.#problem(what);
  }

  /** @throws Error that says what was lost, doubled or out of its order */
  check(): void {
    const lost = this.#sent.countZeros(this.#sent.acknowledgements);
    const untold = this.#sent.countZeros(this.#sent.deliveries);
    const uncounted = [...this.#pairs.values()].reduce((sum, { sent, counts }) => sum + Math.max(0, sent - counts), 0);
    if (lost + untold + uncounted > 0) {
      this.#problem(`${lost} acknowledgements, ${untold} chats and ${uncounted} counts did not come`);
    }
    if (this.#problems.length === 0) return;
    const shown = this.#problems.slice(0, 5).join('; ');
    throw new Error(
      `Of ${this.messages} messages not each came exactly once: ${shown} (${this.#problems.length} in all)`,
    );
  }

  #pair(recipient: number, sender: number): { sent: number; counts: number; last: number } {
    const key = recipient * mostPeople + sender;
    let pair = this.#pairs.get(key);
    if (!pair) {
      pair = { sent: 0, counts: 0, last: 0 };
      this.#pairs.set(key, pair);
    }
    return pair;
  }

  #problem(problem: string): undefined {
    this.#problems.push(problem);
    return undefined;
  }
}
