import assert from 'node:assert/strict';

/** A change that waits for its commit, and the caller that waits for the result. */
export interface Job<Change, Result> {
  readonly change: Change;
  /** Receives the result when the change is committed. */
  committed(result: Result): void;
  /** Receives the reason why the change is not stored. */
  failed(reason: unknown): void;
}

export interface GroupCommitOptions<Change, Result> {
  /** Commits all changes, in their order, in one transaction, or rejects and commits none. Returns one result a change. */
  commit(changes: readonly Change[]): Promise<readonly Result[]>;
  /** Returns whether an error concerns every change alike, as when the database is away. */
  concernsAll(reason: unknown): boolean;
  /** The size of a change, in any unit. */
  sizeOf(change: Change): number;
  /** The most changes in a batch. */
  readonly maxChanges: number;
  /** A batch ends with the change that reaches this size. */
  readonly maxSize: number;
}

/**
 * - `idle`: nothing is queued.
 * - `collecting`: the first change was queued in this turn of the event loop; the batch starts when the turn ends.
 * - `committing`: a batch is at the database; new changes are queued for the next batch.
 * - `isolating`: the batch failed; its changes are committed one by one, so that only a faulty change fails.
 */
type State = 'idle' | 'collecting' | 'committing' | 'isolating';

const transitions: Readonly<Record<State, readonly State[]>> = {
  idle: ['collecting'],
  collecting: ['committing'],
  committing: ['committing', 'isolating', 'idle'],
  isolating: ['committing', 'idle'],
};

/**
 * Commits the changes of a moment together, because one commit costs about the same for one change as for many. Batches are
 * committed one at a time, in the order of the calls, and callers receive their results in that order.
 */
export class GroupCommit<Change, Result> {
  readonly #options: GroupCommitOptions<Change, Result>;
  #state: State = 'idle';
  #queue: Job<Change, Result>[] = [];
  #onIdle: (() => void)[] = [];

  constructor(options: GroupCommitOptions<Change, Result>) {
    this.#options = options;
  }

  add(job: Job<Change, Result>): void {
    this.#queue.push(job);
    if (this.#state !== 'idle') return;
    this.#enter('collecting');
    setImmediate(() => {
      this.#enter('committing');
      this.#commitBatches(this.#startBatch());
    });
  }

  /** Resolves when every queued change is committed or has failed. */
  async drained(): Promise<void> {
    if (this.#state === 'idle') return;
    await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  #enter(state: State): void {
    assert(transitions[this.#state].includes(state), `Group commit cannot go from ${this.#state} to ${state}`);
    this.#state = state;
  }

  async #commitBatches(first: Batch<Change, Result>): Promise<void> {
    for (let batch: Batch<Change, Result> | undefined = first; batch; ) {
      const outcome: Outcome<Result> = await batch.outcome;
      if ('reason' in outcome) {
        await this.#isolate(batch.jobs, outcome.reason);
        batch = this.#startNext();
      } else {
        const { jobs } = batch;
        // The database works on the next batch while this node acknowledges and delivers the committed one.
        batch = this.#startNext();
        for (const [index, job] of jobs.entries()) job.committed(outcome.results[index] as Result);
        // A caller may have queued a change while it received its result.
        if (!batch && this.#queue.length > 0) batch = this.#startNext();
      }
    }
    this.#enter('idle');
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #startNext(): Batch<Change, Result> | undefined {
    if (this.#queue.length === 0) return undefined;
    this.#enter('committing');
    return this.#startBatch();
  }

  #startBatch(): Batch<Change, Result> {
    const jobs = this.#takeBatch();
    return { jobs, outcome: this.#commit(jobs) };
  }

  /** Never rejects, so that a batch may fail before anybody waits for it. */
  async #commit(jobs: readonly Job<Change, Result>[]): Promise<Outcome<Result>> {
    try {
      const results = await this.#options.commit(jobs.map(({ change }) => change));
      assert(results.length === jobs.length, 'A commit returns one result for each change');
      return { results };
    } catch (reason) {
      return { reason };
    }
  }

  #takeBatch(): Job<Change, Result>[] {
    const { maxChanges, maxSize, sizeOf } = this.#options;
    let size = 0;
    let count = 0;
    for (const { change } of this.#queue) {
      size += sizeOf(change);
      count += 1;
      if (count === maxChanges || size >= maxSize) break;
    }
    return this.#queue.splice(0, count);
  }

  /** Commits the changes of a failed batch one by one. */
  async #isolate(jobs: readonly Job<Change, Result>[], reason: unknown): Promise<void> {
    this.#enter('isolating');
    if (jobs.length === 1 || this.#options.concernsAll(reason)) {
      this.#fail(jobs, reason);
      return;
    }
    for (const [index, job] of jobs.entries()) {
      const outcome = await this.#commit([job]);
      if ('results' in outcome) {
        job.committed(outcome.results[0] as Result);
      } else if (this.#options.concernsAll(outcome.reason)) {
        this.#fail(jobs.slice(index), outcome.reason);
        return;
      } else {
        job.failed(outcome.reason);
      }
    }
  }

  /** Fails the queued changes too when the error concerns all: each of their batches would only wait for its own timeout. */
  #fail(jobs: readonly Job<Change, Result>[], reason: unknown): void {
    const queued = this.#options.concernsAll(reason) ? this.#queue.splice(0) : [];
    for (const job of [...jobs, ...queued]) job.failed(reason);
  }
}

/** Changes on their way to the database. */
interface Batch<Change, Result> {
  readonly jobs: readonly Job<Change, Result>[];
  readonly outcome: Promise<Outcome<Result>>;
}

type Outcome<Result> = { readonly results: readonly Result[] } | { readonly reason: unknown };
