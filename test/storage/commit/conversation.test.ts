import { expect } from 'chai';
import { distinctPairs, otherOf, pairOf } from '../../../src/storage/commit/conversation.js';

describe('the accounts of a conversation', () => {
  it('has one pair of accounts from both sides', () => {
    expect(pairOf(2, 10)).to.deep.equal({ lowId: 2, highId: 10 });
    expect(pairOf(10, 2)).to.deep.equal(pairOf(2, 10));
    expect([otherOf(pairOf(2, 10), 2), otherOf(pairOf(2, 10), 10)]).to.deep.equal([10, 2]);
  });

  it('appears once in a list of pairs, in the order in which transactions lock', () => {
    const order = [pairOf(1, 3), pairOf(2, 3), pairOf(2, 10), pairOf(10, 11)];
    expect(distinctPairs([pairOf(10, 11), pairOf(10, 2), pairOf(3, 2), pairOf(2, 10), pairOf(3, 1)])).to.deep.equal(
      order,
    );
  });
});
