import { expect } from 'chai';
import { MessengerError } from '../../src/errors.js';
import { RateLimit } from '../../src/messenger/rate-limit.js';

describe('RateLimit', () => {
  /** The milliseconds to wait; `undefined` when the limit is not reached. */
  function consume(limit: RateLimit, key: number): number | undefined {
    try {
      limit.consume(key);
      return undefined;
    } catch (error) {
      expect(error).to.be.instanceOf(MessengerError).with.property('code', 'rate-limited');
      return (error as MessengerError).retryAfterMs;
    }
  }

  it('counts each key separately, and reports how long to wait', () => {
    const limit = new RateLimit({ count: 2, seconds: 10 });
    expect([1, 1, 2, 2].map((key) => consume(limit, key))).to.deep.equal([undefined, undefined, undefined, undefined]);
    expect(consume(limit, 1)).to.be.within(9_000, 10_000);
    expect(consume(limit, 2)).to.be.within(9_000, 10_000);
    expect(consume(limit, 3)).to.equal(undefined);
  });

  it('starts a new window when the window of a key ends, independently of other keys', () => {
    let now = 1_000;
    const limit = new RateLimit({ count: 1, seconds: 0.1 }, () => now);
    expect(consume(limit, 1)).to.equal(undefined);
    now += 60;
    expect(consume(limit, 2)).to.equal(undefined);
    expect(consume(limit, 1)).to.equal(40);
    now += 40;
    expect(consume(limit, 1)).to.equal(undefined);
    expect(consume(limit, 2)).to.equal(60);
    now += 60;
    expect(consume(limit, 2)).to.equal(undefined);
    expect(consume(limit, 1)).to.equal(40);
  });

  it('limits nothing without a rate', () => {
    const limit = new RateLimit(undefined);
    for (let count = 0; count < 1_000; count += 1) expect(consume(limit, 1)).to.equal(undefined);
  });
});
