/** One operation in the order; `next` is there once the operation is decided. */
interface Turn {
  next: (() => void) | undefined;
}

/**
 * Passes the operations of one socket on in the order in which they entered, however long each decision takes: a client
 * that sends two messages without waiting for a reply finds them stored in that order.
 */
export class WriteOrder {
  readonly #turns: Turn[] = [];

  /** Enters an operation. The returned function is called once, with the step that follows the decision. */
  enter(): (next: () => void) => void {
    const turn: Turn = { next: undefined };
    this.#turns.push(turn);
    return (next) => {
      turn.next = next;
      this.#passOn();
    };
  }

  #passOn(): void {
    for (let next = this.#turns[0]?.next; next; next = this.#turns[0]?.next) {
      this.#turns.shift();
      next();
    }
  }
}
