/** So many batches are cautious once a name was not new: such names come in crowds, when clients have lost connections. */
const cautiousBatches = 100;

/** Whether a batch asks for the names of its messages before it takes them for new. */
export class Caution {
  #left = 0;

  /** For the next batch. */
  next(): boolean {
    this.#left = Math.max(0, this.#left - 1);
    return this.#left > 0;
  }

  /** A batch met a conflict: a name that was not new, or another transaction. */
  rouse(): void {
    this.#left = cautiousBatches;
  }
}
