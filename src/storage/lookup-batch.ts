import { setTimeout } from 'node:timers/promises';

/** Somebody who waits for what a key names. */
interface Waiting<Value> {
  resolve(value: Value | undefined): void;
  reject(reason: unknown): void;
}

/** A statement asks for at most so many keys. */
const mostKeys = 64;

/** Milliseconds from an answer to the next statement while many ask: enough for others to join. */
const pauseMs = 2;

/**
 * Asks for all that is wanted in one turn of the event loop at once, and for what is wanted meanwhile soon after that is
 * answered: a thousand clients that connect again after an outage want a thousand accounts, and a statement costs more than
 * many rows. Who wants something while nobody else does need not wait.
 */
export class LookupBatch<Key, Value> {
  readonly #select: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
  readonly #wanted = new Map<Key, Waiting<Value>[]>();
  #isAsking = false;

  /** @param select asks for values by their keys, of which some may be the same */
  constructor(select: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {
    this.#select = select;
  }

  /** Rejects with what the statement rejects with. */
  find(key: Key): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      const waiting = this.#wanted.get(key);
      if (waiting) waiting.push({ resolve, reject });
      else this.#wanted.set(key, [{ resolve, reject }]);
      if (this.#isAsking) return;
      this.#isAsking = true;
      setImmediate(() => this.#ask());
    });
  }

  async #ask(): Promise<void> {
    while (this.#wanted.size > 0) {
      const some = [...this.#wanted].slice(0, mostKeys);
      for (const [key] of some) this.#wanted.delete(key);
      try {
        const values = await this.#select(inPowersOfTwo(some.map(([key]) => key)));
        for (const [key, waiting] of some) for (const { resolve } of waiting) resolve(values.get(key));
      } catch (reason) {
        for (const [, waiting] of some) for (const { reject } of waiting) reject(reason);
      }
      const isBusy = some.length > 1 || this.#wanted.size > 0;
      if (isBusy && this.#wanted.size < mostKeys) await setTimeout(pauseMs);
    }
    this.#isAsking = false;
  }
}

/** The keys, and the last of them again until they are a power of two: a handful of statements serve for any number. */
function inPowersOfTwo<Key>(keys: readonly Key[]): Key[] {
  const padded = [...keys];
  const last = keys.slice(-1);
  while ((padded.length & (padded.length - 1)) !== 0) padded.push(...last);
  return padded;
}
