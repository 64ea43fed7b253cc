/** The most attempts while other nodes' transactions are in the way. */
const maxAttempts = 5;

/** Retries work while it fails with a conflict. `attempt` counts from 1. */
export async function retryConflicts<Result>(
  isConflict: (thrown: unknown) => boolean,
  work: (attempt: number) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (thrown) {
      if (attempt === maxAttempts || !isConflict(thrown)) throw thrown;
    }
  }
}
