import { setTimeout as delay } from 'node:timers/promises';

/** The most attempts while other nodes' transactions are in the way. */
const maxAttempts = 8;

/** The longest wait before the third attempt, in ms. It doubles with each attempt. */
const firstWaitMs = 10;

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
    // The second attempt follows at once: it locks what the first one only checked. On a Galera cluster locks keep no other
    // node out; waits of different lengths do.
    if (attempt > 1) await delay(Math.random() * firstWaitMs * 2 ** (attempt - 2));
  }
}
