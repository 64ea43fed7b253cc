/** Runs the work of each key one at a time, in the order in which the work was added. */
export class Queues<Key> {
  /** The last work of each key that has unfinished work. */
  readonly #ends = new Map<Key, Promise<void>>();

  /** @param work Must not reject. */
  add(key: Key, work: () => Promise<void>): Promise<void> {
    const end = (this.#ends.get(key) ?? Promise.resolve()).then(work);
    this.#ends.set(key, end);
    return end.then(() => {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    });
  }

  /** Resolves when all work that was added so far is finished. */
  async drained(): Promise<void> {
    await Promise.all(this.#ends.values());
  }
}
