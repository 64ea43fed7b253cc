/**
 * Settles as the promise does if the promise settles in time.
 * @param timeoutMs in ms
 * @param description names the event that the caller waits for; it is part of the error's message
 * @throws Error when the promise is still pending after `timeoutMs`
 */
export async function withTimeout<Result>(
  timeoutMs: number,
  description: string,
  promise: Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Timed out after ${timeoutMs} ms waiting for ${description}.`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
