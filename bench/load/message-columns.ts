/** As many as most runs have: when a column is replaced, code has to be compiled anew, and latencies show it. */
export const usualCapacity = 1_048_576;

/**
 * What was sent, and what has come of it, in columns outside of the heap: to collect garbage around millions of objects
 * would take the time of the server that is measured.
 */
export class MessageColumns {
  sender: Int32Array;
  recipient: Int32Array;
  /** In ms, of any clock. */
  sentAt: Float64Array;
  acknowledgements: Uint8Array;
  deliveries: Uint8Array;
  #length = 0;

  /** @param capacity for how many there is room at first */
  constructor(capacity: number) {
    this.sender = new Int32Array(capacity);
    this.recipient = new Int32Array(capacity);
    this.sentAt = new Float64Array(capacity);
    this.acknowledgements = new Uint8Array(capacity);
    this.deliveries = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Whether there is a message of this number. */
  has(message: number): boolean {
    return Number.isInteger(message) && message >= 0 && message < this.#length;
  }

  /** Answers the number of the new message. */
  add(sender: number, recipient: number, sentAt: number): number {
    if (this.#length === this.sender.length) this.#grow();
    const message = this.#length;
    this.#length += 1;
    this.sender[message] = sender;
    this.recipient[message] = recipient;
    this.sentAt[message] = sentAt;
    return message;
  }

  /** How many messages have nothing in this column. */
  countZeros(column: Uint8Array): number {
    return column.subarray(0, this.#length).reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
  }

  #grow(): void {
    this.sender = longer(this.sender, new Int32Array(2 * this.#length));
    this.recipient = longer(this.recipient, new Int32Array(2 * this.#length));
    this.sentAt = longer(this.sentAt, new Float64Array(2 * this.#length));
    this.acknowledgements = longer(this.acknowledgements, new Uint8Array(2 * this.#length));
    this.deliveries = longer(this.deliveries, new Uint8Array(2 * this.#length));
  }
}

function longer<Column extends Int32Array | Float64Array | Uint8Array>(column: Column, empty: Column): Column {
  empty.set(column);
  return empty;
}
