import { expect } from 'chai';
import { Latencies } from '../../bench/load/latencies.js';
import { median, percentile, ratios, split, spread } from '../../bench/statistics.js';

describe('The statistics of the benchmark', () => {
  for (const [values, want] of [
    [[7], 7],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ] as const) {
    it(`return ${want} as the median of ${values.join(', ')}`, () => {
      expect(median(values)).to.equal(want);
    });
  }

  it('reject the median of no values', () => {
    expect(() => median([])).to.throw(RangeError);
  });

  it('return the smallest and the largest value of a figure over the rounds', () => {
    expect(spread([3, 9, 5])).to.deep.equal({ median: 5, minimum: 3, maximum: 9 });
  });

  for (const [share, want] of [
    [0, 1],
    [0.5, 5],
    [0.51, 6],
    [0.99, 10],
    [1, 10],
  ] as const) {
    it(`return ${want} as the value that ${share * 100} % of the numbers 1 to 10 do not exceed`, () => {
      expect(percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share)).to.equal(want);
    });
  }

  it('divide round by round, not median by median', () => {
    expect(ratios([10, 30, 20], [5, 10, 20])).to.deep.equal({ median: 2, minimum: 1, maximum: 3 });
  });

  it('leave out rounds that have one side only, and return no ratio without complete rounds', () => {
    expect(ratios([10, undefined, 8], [5, 10])).to.deep.equal({ median: 2, minimum: 2, maximum: 2 });
    expect(ratios([], [5])).to.equal(undefined);
  });

  it('split samples into parts of the same length', () => {
    expect(split([1, 2, 3, 4, 5], 2)).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
    expect(split([1], 2)).to.deep.equal([[1]]);
  });

  it('keep each latency until they are cleared', () => {
    const latencies = new Latencies();
    latencies.record(5_000);
    latencies.clear();
    for (let ms = 100; ms >= 1; ms -= 1) latencies.record(ms);
    expect(latencies.count).to.equal(100);
    expect(latencies.summary()).to.deep.equal({ p50: 50, p99: 99 });
  });

  it('reject the summary of no latencies', () => {
    expect(() => new Latencies().summary()).to.throw(RangeError);
  });
});
