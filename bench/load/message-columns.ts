const firstCapacity = 65_536;

/**
 * What was sent, and what has come of it, in columns outside of the heap: to collect garbage around millions of objects
 * would take the time of the server that is measured.
 */
export class MessageColumns {
  sender = new Int32Array(firstCapacity);
  recipient = new Int32Array(firstCapacity);
  /** In ms, of any clock. */
  sentAt = new Float64Array(firstCapacity);
  acknowledgements = new Uint8Array(firstCapacity);
  deliveries = new Uint8Array(firstCapacity);
  #length = 0;

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
