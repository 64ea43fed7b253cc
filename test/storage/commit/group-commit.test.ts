import { expect } from 'chai';
import { GroupCommit } from '../../../src/storage/commit/group-commit.js';

interface Batch {
  readonly names: readonly string[];
  commit(): void;
  fail(reason: string): void;
}

/** A group commit whose batches the test commits or fails one by one. */
class ControlledCommits {
  /** The names of the jobs in the order in which their callers received a result, with the reason of a failure. */
  readonly settled: string[] = [];
  /** Called with the next settled job. */
  onSettled: (() => void) | undefined;
  /** Called when a batch starts. */
  onStarted: (() => void) | undefined;
  readonly #batches: Batch[] = [];
  readonly #waiting: ((batch: Batch) => void)[] = [];
  readonly #group = new GroupCommit<string, string>({
    commit: (names) => this.#commit(names),
    concernsAll: (reason) => reason === 'unreachable',
    sizeOf: (name) => name.length,
    maxChanges: 3,
    maxSize: 10,
  });

  add(...names: string[]): void {
    for (const name of names) {
      this.#group.add({
        change: name,
        committed: (result) => this.#settle(result),
        failed: (reason) => this.#settle(`${name}: ${String(reason)}`),
      });
    }
  }

  nextBatch(): Promise<Batch> {
    const batch = this.#batches.shift();
    return batch ? Promise.resolve(batch) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  drained(): Promise<void> {
    return this.#group.drained();
  }

  #settle(text: string): void {
    this.settled.push(text);
    const onSettled = this.onSettled;
    this.onSettled = undefined;
    onSettled?.();
  }

  #commit(names: readonly string[]): Promise<readonly string[]> {
    this.onStarted?.();
    return new Promise((resolve, reject) => {
      const batch = { names, commit: () => resolve(names), fail: reject };
      const waiting = this.#waiting.shift();
      if (waiting) waiting(batch);
      else this.#batches.push(batch);
    });
  }
}

describe('GroupCommit', () => {
  let commits: ControlledCommits;
  beforeEach(() => {
    commits = new ControlledCommits();
  });

  it('commits the changes of one turn of the event loop together', async () => {
    commits.add('a', 'b');
    await Promise.resolve();
    commits.add('c');
    const batch = await commits.nextBatch();
    expect(batch.names).to.deep.equal(['a', 'b', 'c']);
  });

  it('gives no result before the commit', async () => {
    commits.add('a');
    const batch = await commits.nextBatch();
    expect(commits.settled).to.deep.equal([]);
    batch.commit();
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a']);
  });

  it('gives the results of a batch synchronously, one after the other', async () => {
    commits.add('a', 'b', 'c');
    const seen: string[][] = [];
    commits.onSettled = () => queueMicrotask(() => seen.push([...commits.settled]));
    (await commits.nextBatch()).commit();
    await commits.drained();
    expect(seen).to.deep.equal([['a', 'b', 'c']]);
  });

  it('queues changes while a batch is committed, and never commits two batches at once', async () => {
    commits.add('a');
    const first = await commits.nextBatch();
    commits.add('b');
    await new Promise(setImmediate);
    commits.add('c');
    first.commit();
    expect((await commits.nextBatch()).names).to.deep.equal(['b', 'c']);
  });

  it('limits the number of changes of a batch, in the order of the calls', async () => {
    commits.add('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const names: (readonly string[])[] = [];
    for (let n = 0; n < 3; n += 1) {
      const batch = await commits.nextBatch();
      names.push(batch.names);
      batch.commit();
    }
    expect(names).to.deep.equal([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('limits the size of a batch, and commits a change that is larger than the limit', async () => {
    commits.add('1234', '5678', '90', 'a very long one', 'b');
    const names: (readonly string[])[] = [];
    for (let n = 0; n < 3; n += 1) {
      const batch = await commits.nextBatch();
      names.push(batch.names);
      batch.commit();
    }
    expect(names).to.deep.equal([['1234', '5678', '90'], ['a very long one'], ['b']]);
  });

  it('fails only the faulty change of a batch that fails', async () => {
    commits.add('a', 'bad', 'c');
    (await commits.nextBatch()).fail('refused');
    for (const name of ['a', 'bad', 'c']) {
      const batch = await commits.nextBatch();
      expect(batch.names).to.deep.equal([name]);
      if (name === 'bad') batch.fail('refused');
      else batch.commit();
    }
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a', 'bad: refused', 'c']);
  });

  it('commits the queued changes after the changes of a batch that failed', async () => {
    commits.add('a', 'bad');
    const first = await commits.nextBatch();
    commits.add('b');
    first.fail('refused');
    (await commits.nextBatch()).commit();
    (await commits.nextBatch()).fail('refused');
    (await commits.nextBatch()).commit();
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a', 'bad: refused', 'b']);
  });

  it('fails the rest when the database goes away while changes are committed one by one', async () => {
    commits.add('a', 'b', 'c');
    (await commits.nextBatch()).fail('refused');
    (await commits.nextBatch()).commit();
    (await commits.nextBatch()).fail('unreachable');
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a', 'b: unreachable', 'c: unreachable']);
  });

  it('accepts a change while callers receive the results of the last batch', async () => {
    commits.add('a');
    const first = await commits.nextBatch();
    commits.onSettled = () => commits.add('b');
    first.commit();
    (await commits.nextBatch()).commit();
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a', 'b']);
  });

  it('starts the next batch before callers receive the results of the last one', async () => {
    commits.add('a');
    const first = await commits.nextBatch();
    commits.add('b');
    const settledBefore: string[][] = [];
    commits.onStarted = () => settledBefore.push([...commits.settled]);
    first.commit();
    (await commits.nextBatch()).commit();
    await commits.drained();
    expect(settledBefore).to.deep.equal([[]]);
  });

  it('fails the batch and all queued changes when the database is away, and then goes on', async () => {
    commits.add('a', 'b');
    const first = await commits.nextBatch();
    commits.add('c');
    first.fail('unreachable');
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a: unreachable', 'b: unreachable', 'c: unreachable']);
    commits.add('d');
    (await commits.nextBatch()).commit();
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a: unreachable', 'b: unreachable', 'c: unreachable', 'd']);
  });

  it('goes on after it was idle', async () => {
    commits.add('a');
    (await commits.nextBatch()).commit();
    await commits.drained();
    commits.add('b');
    (await commits.nextBatch()).commit();
    await commits.drained();
    expect(commits.settled).to.deep.equal(['a', 'b']);
  });
});
