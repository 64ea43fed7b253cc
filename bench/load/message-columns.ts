/** Enough for most runs: replacing a column makes V8 compile code again, which is visible in the latencies. */
export const usualCapacity = 1_048_576;

/**
 * Holds the sent messages and what has arrived for each, in columns outside of the V8 heap: collecting the garbage around
 * millions of objects would take CPU time from the measured server.
 */
export class MessageColumns {
  sender: Int32Array;
  recipient: Int32Array;
  /** In ms, of any clock. */
  sentAt: Float64Array;
  acknowledgements: Uint8Array;
  deliveries: Uint8Array;
  /** How far the second send of the message is; the ledger defines the values. */
  retries: Uint8Array;
  /** How far the read of the message is; the ledger defines the bits. */
  reads: Uint8Array;
  #length = 0;

  /** @param capacity the number of messages for which there is room at first */
  constructor(capacity: number) {
    this.sender = new Int32Array(capacity);
    this.recipient = new Int32Array(capacity);
    this.sentAt = new Float64Array(capacity);
    this.acknowledgements = new Uint8Array(capacity);
    this.deliveries = new Uint8Array(capacity);
    this.retries = new Uint8Array(capacity);
    this.reads = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Whether a message has this number. */
  has(message: number): boolean {
    return Number.isInteger(message) && message >= 0 && message < this.#length;
  }

  /** Returns the number of the new message. */
  add(sender: number, recipient: number, sentAt: number): number {
    if (this.#length === this.sender.length) this.#grow();
    const message = this.#length;
    this.#length += 1;
    this.sender[message] = sender;
    this.recipient[message] = recipient;
    this.sentAt[message] = sentAt;
    return message;
  }

  /** Counts the messages that have zero in this column. */
  countZeros(column: Uint8Array): number {
    return column.subarray(0, this.#length).reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
  }

  #grow(): void {
    const capacity = 2 * this.#length;
    this.sender = copyTo(new Int32Array(capacity), this.sender);
    this.recipient = copyTo(new Int32Array(capacity), this.recipient);
    this.sentAt = copyTo(new Float64Array(capacity), this.sentAt);
    this.acknowledgements = copyTo(new Uint8Array(capacity), this.acknowledgements);
    this.deliveries = copyTo(new Uint8Array(capacity), this.deliveries);
    this.retries = copyTo(new Uint8Array(capacity), this.retries);
    this.reads = copyTo(new Uint8Array(capacity), this.reads);
  }
}

function copyTo<Column extends Int32Array | Float64Array | Uint8Array>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}
