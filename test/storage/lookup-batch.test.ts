import { expect } from 'chai';
import { LookupBatch } from '../../src/storage/lookup-batch.js';

describe('lookups of one turn', () => {
  /** Finds names of numbers up to 100, once it is to answer, and notes what it is asked for. */
  function numbers(answered: Promise<void> = Promise.resolve()): {
    batch: LookupBatch<number, string>;
    asked: (readonly number[])[];
  } {
    const asked: (readonly number[])[] = [];
    const batch = new LookupBatch<number, string>(async (keys) => {
      asked.push(keys);
      await answered;
      if (keys.includes(13)) throw new Error('unlucky');
      return new Map(keys.filter((key) => key <= 100).map((key) => [key, `number ${key}`]));
    });
    return { batch, asked };
  }

  it('are one, and each is answered with its own', async () => {
    const { batch, asked } = numbers();
    const first = [1, 2, 1, 101, 3].map((key) => batch.find(key));
    await Promise.resolve();
    const found = await Promise.all([...first, batch.find(5)]);
    expect(found).to.deep.equal(['number 1', 'number 2', 'number 1', undefined, 'number 3', 'number 5']);
    expect(asked).to.deep.equal([[1, 2, 101, 3, 5, 5, 5, 5]]);
    expect(await batch.find(1)).to.equal('number 1');
    expect(asked[1]).to.deep.equal([1]);
  });

  it('are several when they are many', async () => {
    const { batch, asked } = numbers();
    const keys = Array.from({ length: 150 }, (_, number) => number + 14);
    const found = await Promise.all(keys.map((key) => batch.find(key)));
    expect(found).to.deep.equal(keys.map((key) => (key <= 100 ? `number ${key}` : undefined)));
    expect(asked.map(({ length }) => length)).to.deep.equal([64, 64, 32]);
  });

  it('wait for an answer that is on its way, and are then asked for together', async () => {
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { batch, asked } = numbers(answered);
    const found = [batch.find(1)];
    await new Promise(setImmediate);
    for (const key of [2, 3]) {
      found.push(batch.find(key));
      await new Promise(setImmediate);
    }
    expect(asked).to.deep.equal([[1]]);
    answer();
    expect(await Promise.all(found)).to.deep.equal(['number 1', 'number 2', 'number 3']);
    expect(asked).to.deep.equal([[1], [2, 3]]);
  });

  it('wait a moment for others while many ask', async () => {
    const { batch, asked } = numbers();
    await Promise.all([batch.find(1), batch.find(2)]);
    const found = [batch.find(3)];
    await new Promise(setImmediate);
    found.push(batch.find(4));
    await Promise.all(found);
    expect(asked).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
  });

  it('fail together, and no others with them', async () => {
    const { batch } = numbers();
    const results = await Promise.allSettled([batch.find(12), batch.find(13), batch.find(13)]);
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
    expect(await batch.find(12)).to.equal('number 12');
  });
});
