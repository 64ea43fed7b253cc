/** Resolves as `start` has it, and rejects when that takes too long. */
export function within<Value>(
  what: string,
  start: (resolve: (value: Value) => void) => void,
  milliseconds = 5_000,
): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Waited ${milliseconds} ms for ${what}`)), milliseconds);
    start((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
