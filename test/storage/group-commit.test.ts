import { expect } from 'chai';
import { GroupCommit, type QueuedJob } from '../../src/storage/group-commit.js';

interface Job extends QueuedJob {
  readonly name: string;
  resolve(): void;
}

interface Batch {
  readonly names: string[];
  /** Closes the next one. */
  takeNext(): string[];
  commit(): void;
  fail(reason: string): void;
}

/** A group commit whose commits the test decides, one by one. */
class Bench {
  readonly settled: string[] = [];
  /** Called once, with the next that is settled, and with each batch. */
  onSettled: (() => void) | undefined;
  onBegun: (() => void) | undefined;
  /** For each job: how many were settled before anybody could act on it. */
  readonly settledBeforeTheNextTurn: number[] = [];
  readonly #batches: Batch[] = [];
  readonly #waiting: ((batch: Batch) => void)[] = [];
  readonly #group = new GroupCommit<Job>({
    commit: (jobs, takeNext) => this.#commit(jobs, takeNext),
    failsAll: (reason) => reason === 'unreachable',
    sizeOf: ({ name }) => name.length,
    maxJobs: 3,
    maxSize: 10,
  });

  add(...names: string[]): void {
    for (const name of names) {
      this.#group.add({
        name,
        resolve: () => {
          this.settled.push(name);
          const onSettled = this.onSettled;
          this.onSettled = undefined;
          // As a caller does who hears of it by a promise.
          if (onSettled) queueMicrotask(onSettled);
          queueMicrotask(() => this.settledBeforeTheNextTurn.push(this.settled.length));
        },
        reject: (reason) => this.settled.push(`${name}: ${String(reason)}`),
      });
    }
  }

  /** The next batch that is to be committed. */
  nextBatch(): Promise<Batch> {
    const batch = this.#batches.shift();
    return batch ? Promise.resolve(batch) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  drained(): Promise<void> {
    return this.#group.drained();
  }

  #commit(jobs: readonly Job[], takeNext: () => readonly Job[]): Promise<readonly (() => void)[]> {
    this.onBegun?.();
    return new Promise((resolve, reject) => {
      const batch = {
        names: jobs.map(({ name }) => name),
        takeNext: () => takeNext().map(({ name }) => name),
        commit: () => resolve(jobs.map((job) => job.resolve)),
        fail: reject,
      };
      const waiting = this.#waiting.shift();
      if (waiting) {
        waiting(batch);
      } else {
        this.#batches.push(batch);
      }
    });
  }
}

describe('committing the jobs of a moment together', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  it('starts at once, with the jobs of the same turn', async () => {
    bench.add('a', 'b');
    await Promise.resolve();
    bench.add('c');
    const batch = await bench.nextBatch();
    expect(batch.names).to.deep.equal(['a', 'b', 'c']);
  });

  it('tells nobody before the commit', async () => {
    bench.add('a');
    const batch = await bench.nextBatch();
    expect(bench.settled).to.deep.equal([]);
    batch.commit();
    await bench.drained();
    expect(bench.settled).to.deep.equal(['a']);
  });

  it('tells all of a batch in one turn', async () => {
    bench.add('a', 'b', 'c');
    const batch = await bench.nextBatch();
    batch.commit();
    await bench.drained();
    expect(bench.settledBeforeTheNextTurn).to.deep.equal([3, 3, 3]);
  });

  it('gathers the next batch while one is committed, and never runs two', async () => {
    bench.add('a');
    const first = await bench.nextBatch();
    bench.add('b');
    await new Promise(setImmediate);
    bench.add('c');
    first.commit();
    expect((await bench.nextBatch()).names).to.deep.equal(['b', 'c']);
  });

  it('keeps to the largest batch, in the order of the calls', async () => {
    bench.add('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const names: string[][] = [];
    for (let n = 0; n < 3; n += 1) {
      const batch = await bench.nextBatch();
      names.push(batch.names);
      batch.commit();
    }
    expect(names).to.deep.equal([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
    await bench.drained();
    expect(bench.settled).to.deep.equal(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('keeps to the largest size, and lets through a job that is larger by itself', async () => {
    bench.add('1234', '5678', '90', 'a very long one', 'b');
    const names: string[][] = [];
    for (let n = 0; n < 3; n += 1) {
      const batch = await bench.nextBatch();
      names.push(batch.names);
      batch.commit();
    }
    expect(names).to.deep.equal([['1234', '5678', '90'], ['a very long one'], ['b']]);
  });

  it('fails only the culprit of a batch that fails', async () => {
    bench.add('a', 'bad', 'c');
    (await bench.nextBatch()).fail('refused');
    for (const name of ['a', 'bad', 'c']) {
      const batch = await bench.nextBatch();
      expect(batch.names).to.deep.equal([name]);
      if (name === 'bad') {
        batch.fail('refused');
      } else {
        batch.commit();
      }
    }
    await bench.drained();
    expect(bench.settled).to.deep.equal(['a', 'bad: refused', 'c']);
  });

  it('fails all that is left when the database goes while the jobs of a batch are committed one by one', async () => {
    bench.add('a', 'b', 'c');
    (await bench.nextBatch()).fail('refused');
    (await bench.nextBatch()).commit();
    (await bench.nextBatch()).fail('unreachable');
    await bench.drained();
    expect(bench.settled).to.deep.equal(['a', 'b: unreachable', 'c: unreachable']);
  });

  describe('with the next batch closed while one is committed', () => {
    let first: Batch;
    beforeEach(async () => {
      bench.add('a');
      first = await bench.nextBatch();
      expect(first.takeNext()).to.deep.equal([]);
      bench.add('b', 'c');
      expect(first.takeNext()).to.deep.equal(['b', 'c']);
      bench.add('d');
      expect(first.takeNext()).to.deep.equal(['b', 'c']);
    });

    it('commits that, and then what came later', async () => {
      first.commit();
      const next = await bench.nextBatch();
      expect(next.names).to.deep.equal(['b', 'c']);
      next.commit();
      (await bench.nextBatch()).commit();
      await bench.drained();
      expect(bench.settled).to.deep.equal(['a', 'b', 'c', 'd']);
    });

    it('commits that also when the one before fails', async () => {
      first.fail('refused');
      (await bench.nextBatch()).commit();
      (await bench.nextBatch()).commit();
      await bench.drained();
      expect(bench.settled).to.deep.equal(['a: refused', 'b', 'c', 'd']);
    });

    it('fails that with the rest when the database is not there', async () => {
      first.fail('unreachable');
      await bench.drained();
      expect(bench.settled).to.deep.equal(['a', 'b', 'c', 'd'].map((name) => `${name}: unreachable`));
    });
  });

  it('takes on what comes while the callers of the last batch are told', async () => {
    bench.add('a');
    const first = await bench.nextBatch();
    bench.onSettled = () => bench.add('b');
    first.commit();
    (await bench.nextBatch()).commit();
    await bench.drained();
    expect(bench.settled).to.deep.equal(['a', 'b']);
  });

  it('has the next batch on its way before the callers of one are told', async () => {
    bench.add('a');
    const first = await bench.nextBatch();
    bench.add('b');
    const settledBefore: string[][] = [];
    bench.onBegun = () => settledBefore.push([...bench.settled]);
    first.commit();
    (await bench.nextBatch()).commit();
    await bench.drained();
    expect(settledBefore).to.deep.equal([[]]);
  });

  it('fails the whole batch, and what waits, when the database is not there, and then goes on', async () => {
    bench.add('a', 'b');
    const first = await bench.nextBatch();
    bench.add('c');
    first.fail('unreachable');
    await bench.drained();
    expect(bench.settled).to.deep.equal(['a: unreachable', 'b: unreachable', 'c: unreachable']);
    bench.add('d');
    (await bench.nextBatch()).commit();
    await bench.drained();
    expect(bench.settled).to.deep.equal(['a: unreachable', 'b: unreachable', 'c: unreachable', 'd']);
  });

  it('goes on after it was idle', async () => {
    bench.add('a');
    (await bench.nextBatch()).commit();
    await bench.drained();
    bench.add('b');
    (await bench.nextBatch()).commit();
    await bench.drained();
    expect(bench.settled).to.deep.equal(['a', 'b']);
  });
});
