/** Something to be committed. */
export interface QueuedJob {
  /** Tells the caller that nothing of this job was committed, and why. */
  reject(reason: unknown): void;
}

/** Tells the callers of the jobs what came of them, once they are committed. */
export type Settlement = () => void;

/**
 * Commits all of these jobs, or none, as if they came one after the other, and settles none. It must not resolve in the turn
 * of the event loop in which it is called: in that turn the callers of the batch before are told.
 *
 * `takeNext` closes the next batch, and answers its jobs, or none: what can be prepared for them may go to the database
 * together with this commit. Once this commit has resolved, the next is called with the same jobs in the same turn: a
 * transaction that was opened for them waits for nothing else.
 */
export type Commit<Job> = (jobs: readonly Job[], takeNext: () => readonly Job[]) => Promise<readonly Settlement[]>;

export interface GroupCommitOptions<Job> {
  readonly commit: Commit<Job>;
  /** Whether a failure says nothing about the jobs: a database that is not there fails each of them. */
  failsAll(reason: unknown): boolean;
  /** The size of a job, in any unit. */
  sizeOf(job: Job): number;
  /** A batch has at most so many jobs. */
  readonly maxJobs: number;
  /** A batch is closed by the job with which it reaches this size. */
  readonly maxSize: number;
}

/** Jobs on their way to the database. */
interface Batch<Job> {
  readonly jobs: readonly Job[];
  readonly committed: Promise<readonly Settlement[]>;
}

/**
 * Commits the jobs of a moment together, since a commit costs the same for one as for many. The first job starts a commit
 * at the end of the current turn of the event loop; those that come while it runs are the next batch. Batches are
 * committed one at a time, in the order in which the jobs came; while the callers of one are told, the next is on its way.
 *
 * When a batch fails, each of its jobs is committed on its own, so that only those fail that have to; when the database is
 * not there, those that wait fail with it.
 */
export class GroupCommit<Job extends QueuedJob> {
  readonly #options: GroupCommitOptions<Job>;
  #waiting: Job[] = [];
  /** The next batch, when it was taken before its turn. */
  #taken: readonly Job[] = [];
  #running: Promise<void> | undefined;

  constructor(options: GroupCommitOptions<Job>) {
    this.#options = options;
  }

  add(job: Job): void {
    this.#waiting.push(job);
    this.#running ??= this.#run();
  }

  /** Resolves when every job that was added is settled. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) {
      await this.#running;
    }
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // The jobs of all sockets that were read in this turn of the event loop join.
      await nextTurn();
      for (let batch = this.#begin(); batch !== undefined; ) {
        batch = await this.#end(batch);
      }
    }
    this.#running = undefined;
  }

  /** Begins to commit those that wait. */
  #begin(): Batch<Job> | undefined {
    const jobs = this.#takeNext();
    if (jobs.length === 0) {
      return undefined;
    }
    this.#taken = [];
    return { jobs, committed: this.#options.commit(jobs, () => this.#takeNext()) };
  }

  #takeNext(): readonly Job[] {
    if (this.#taken.length === 0) {
      this.#taken = this.#takeBatch();
    }
    return this.#taken;
  }

  /** Waits for what comes of a batch, and tells its callers. Answers the next batch. */
  async #end({ jobs, committed }: Batch<Job>): Promise<Batch<Job> | undefined> {
    let settlements: readonly Settlement[];
    try {
      settlements = await committed;
    } catch (reason) {
      await this.#fail(jobs, reason);
      return this.#begin();
    }
    const next = this.#begin();
    for (const settle of settlements) {
      settle();
    }
    return next;
  }

  #takeBatch(): Job[] {
    const { maxJobs, maxSize, sizeOf } = this.#options;
    let size = 0;
    let count = 0;
    for (const job of this.#waiting) {
      size += sizeOf(job);
      count += 1;
      if (count === maxJobs || size >= maxSize) {
        break;
      }
    }
    const batch = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return batch;
  }

  #takeAll(): readonly Job[] {
    const all = [...this.#taken, ...this.#waiting];
    this.#taken = [];
    this.#waiting = [];
    return all;
  }

  async #fail(jobs: readonly Job[], reason: unknown): Promise<void> {
    if (jobs.length === 1 || this.#options.failsAll(reason)) {
      // What waits would only find out the same, each batch after a timeout of its own.
      const waiting = this.#options.failsAll(reason) ? this.#takeAll() : [];
      for (const job of [...jobs, ...waiting]) {
        job.reject(reason);
      }
      return;
    }
    for (const [index, job] of jobs.entries()) {
      const failure = await this.#commitAlone(job);
      if (failure === undefined) {
        continue;
      }
      if (this.#options.failsAll(failure.reason)) {
        await this.#fail(jobs.slice(index), failure.reason);
        return;
      }
      job.reject(failure.reason);
    }
  }

  /** Answers why it could not be committed, if it could not. */
  async #commitAlone(job: Job): Promise<{ readonly reason: unknown } | undefined> {
    try {
      const [settle] = await this.#options.commit([job], () => []);
      settle?.();
      return undefined;
    } catch (reason) {
      return { reason };
    }
  }
}

/** Resolves in another turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise(setImmediate);
}
