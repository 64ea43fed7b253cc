/** Milliseconds until what did not come counts as not coming. */
const patienceMs = 5_000;

/** Resolves as `start` has it, and rejects when that takes too long. */
export function within<Value>(
  what: string,
  start: (resolve: (value: Value) => void, reject: (error: Error) => void) => void,
  milliseconds = patienceMs,
): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Waited ${milliseconds} ms for ${what}`)), milliseconds);
    const settle =
      <Result>(settled: (result: Result) => void) =>
      (result: Result) => {
        clearTimeout(timer);
        settled(result);
      };
    start(settle(resolve), settle(reject));
  });
}

/** Lets tests wait until something can be seen, without asking for it again and again. */
export class Changes {
  readonly #looks = new Set<() => void>();

  /** Something may have changed. */
  notify(): void {
    for (const look of this.#looks) look();
  }

  /** Looks now, and at each change, until there is something. */
  async until<Found>(what: string, look: () => Found | undefined, milliseconds?: number): Promise<Found> {
    let lookOnce = () => {};
    try {
      return await within<Found>(
        what,
        (resolve) => {
          lookOnce = () => {
            const found = look();
            if (found !== undefined) resolve(found);
          };
          this.#looks.add(lookOnce);
          lookOnce();
        },
        milliseconds,
      );
    } finally {
      this.#looks.delete(lookOnce);
    }
  }
}
