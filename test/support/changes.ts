/** Default time limit in ms for an event that a test waits for. */
const timeoutMs = 5_000;

/** Settles as `start` decides, and rejects when `start` has not decided in time. */
export function within<Value>(
  what: string,
  start: (resolve: (value: Value) => void, reject: (error: Error) => void) => void,
  milliseconds = timeoutMs,
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

/** Lets a test wait for a condition that is checked at each notification, without polling. */
export class Changes {
  readonly #checks = new Set<() => void>();

  /** Checks every awaited condition again. */
  notify(): void {
    for (const check of this.#checks) check();
  }

  /** Calls `find` now and at each notification, and resolves with the first result that is not `undefined`. */
  async until<Found>(what: string, find: () => Found | undefined, milliseconds?: number): Promise<Found> {
    let check = () => {};
    try {
      return await within<Found>(
        what,
        (resolve) => {
          check = () => {
            const found = find();
            if (found !== undefined) resolve(found);
          };
          this.#checks.add(check);
          check();
        },
        milliseconds,
      );
    } finally {
      this.#checks.delete(check);
    }
  }
}
