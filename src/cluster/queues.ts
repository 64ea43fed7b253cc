/** Does what is to be done under one key one after the other, in the order of asking. */
export class Queues<Key> {
  /** By key, the end of what was asked for; nothing where all is done. */
  readonly #ends = new Map<Key, Promise<void>>();

  /** @param work Must not reject. */
  add(key: Key, work: () => Promise<void>): Promise<void> {
    const end = (this.#ends.get(key) ?? Promise.resolve()).then(work);
    this.#ends.set(key, end);
    return end.then(() => {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    });
  }

  /** Resolves when all that was asked for so far is done. */
  async drained(): Promise<void> {
    await Promise.all(this.#ends.values());
  }
}
