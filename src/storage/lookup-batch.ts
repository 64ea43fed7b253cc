/** Somebody who waits for what a key names. */
interface Waiting<Value> {
  resolve(value: Value | undefined): void;
  reject(reason: unknown): void;
}

/** A statement asks for at most so many keys. */
const mostKeys = 64;

/**
 * Asks for all that is wanted in one turn of the event loop at once: a thousand clients that connect again after an outage
 * want a thousand accounts, and a statement costs more than a row.
 */
export class LookupBatch<Key, Value> {
  readonly #select: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
  #wanted = new Map<Key, Waiting<Value>[]>();

  /** @param select asks for values by their keys, of which some may be the same */
  constructor(select: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {
    this.#select = select;
  }

  /** Rejects with what the statement rejects with. */
  find(key: Key): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#wanted.size === 0) setImmediate(() => this.#ask());
      const waiting = this.#wanted.get(key);
      if (waiting) waiting.push({ resolve, reject });
      else this.#wanted.set(key, [{ resolve, reject }]);
    });
  }

  #ask(): void {
    const wanted = [...this.#wanted];
    this.#wanted = new Map();
    for (let start = 0; start < wanted.length; start += mostKeys) {
      const some = wanted.slice(start, start + mostKeys);
      this.#select(inPowersOfTwo(some.map(([key]) => key))).then(
        (values) => {
          for (const [key, waiting] of some) for (const { resolve } of waiting) resolve(values.get(key));
        },
        (reason: unknown) => {
          for (const [, waiting] of some) for (const { reject } of waiting) reject(reason);
        },
      );
    }
  }
}

/** The keys, and the last of them again until they are a power of two: a handful of statements serve for any number. */
function inPowersOfTwo<Key>(keys: readonly Key[]): Key[] {
  const padded = [...keys];
  const last = keys.slice(-1);
  while ((padded.length & (padded.length - 1)) !== 0) padded.push(...last);
  return padded;
}
