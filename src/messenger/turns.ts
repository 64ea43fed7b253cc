/** Lets those who began something under one key go on in the order in which they began, however long each takes. */
export class Turns<Key> {
  /** By key, the last to have begun; nothing where all have gone on. */
  readonly #last = new Map<Key, Promise<unknown>>();

  /** Settles as `work` does, and not before what was begun earlier under the same key has settled. */
  async take<Result>(key: Key, work: Promise<Result>): Promise<Result> {
    const turn = Promise.allSettled([this.#last.get(key), work]);
    this.#last.set(key, turn);
    await turn;
    if (this.#last.get(key) === turn) this.#last.delete(key);
    return work;
  }
}
