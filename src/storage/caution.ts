/** So many batches are cautious once something was not as it was taken to be: such things come in crowds. */
const cautiousBatches = 100;

/** Whether a batch looks at something before it takes it for granted. */
export class Caution {
  #left = 0;

  /** For the next batch. */
  next(): boolean {
    this.#left = Math.max(0, this.#left - 1);
    return this.#left > 0;
  }

  /** A batch found that it was not so. */
  rouse(): void {
    this.#left = cautiousBatches;
  }
}
