/** Checks the `unread-chats-count` events of every pair of people. */
export class UnreadCounts {
  readonly #people: number;
  readonly #isCounting: boolean;
  /** By recipient and sender. */
  readonly #sent: Int32Array;
  readonly #read: Int32Array;
  readonly #told: Int32Array;
  readonly #last: Int32Array;

  /** @param isCounting whether the server counts, from 0 on; the bare relay always sends 1 */
  constructor(people: number, isCounting: boolean) {
    this.#people = people;
    this.#isCounting = isCounting;
    const pairs = people * people;
    this.#sent = new Int32Array(pairs);
    this.#read = new Int32Array(pairs);
    this.#told = new Int32Array(pairs);
    this.#last = new Int32Array(pairs);
  }

  /** The sender sent a message to the recipient: one more event is expected. */
  addSent(recipient: number, sender: number): void {
    add(this.#sent, this.#index(recipient, sender));
  }

  /** The recipient reads a message of the sender: one more event is expected. */
  addRead(recipient: number, sender: number): void {
    add(this.#read, this.#index(recipient, sender));
  }

  /** Takes an event that the recipient received, and returns what is wrong with it, if anything. */
  tell(recipient: number, sender: number, count: number): string | undefined {
    const index = this.#index(recipient, sender);
    const last = valueAt(this.#last, index);
    this.#last[index] = count;
    add(this.#told, index);
    if (valueAt(this.#told, index) > this.#expected(index))
      return `${recipient} received a count of ${sender} too often`;
    const isNext = count === last + 1 || (valueAt(this.#read, index) > 0 && count === last - 1);
    if (!this.#isCounting || isNext) return undefined;
    return `${recipient} received the count ${count} of ${sender} after ${last}`;
  }

  /** Counts the events that are still expected. */
  countMissing(): number {
    return this.#told.reduce((missing, told, index) => missing + Math.max(0, this.#expected(index) - told), 0);
  }

  /** Counts the pairs whose last event is not the number of messages sent and not read. */
  countWrongEnds(): number {
    if (!this.#isCounting) return 0;
    return this.#last.reduce((wrong, last, index) => {
      const unread = valueAt(this.#sent, index) - valueAt(this.#read, index);
      return wrong + (last === unread ? 0 : 1);
    }, 0);
  }

  #expected(index: number): number {
    return valueAt(this.#sent, index) + valueAt(this.#read, index);
  }

  #index(recipient: number, sender: number): number {
    return recipient * this.#people + sender;
  }
}

function add(counts: Int32Array, index: number): void {
  counts[index] = valueAt(counts, index) + 1;
}

function valueAt(counts: Int32Array, index: number): number {
  return counts[index] ?? 0;
}
