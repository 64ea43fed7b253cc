import { expect } from 'chai';
import { Conversation } from '../../src/storage/conversation.js';
import { ConversationCache } from '../../src/storage/conversation-cache.js';

describe('Remembered conversations', () => {
  const fill = (count: number) => {
    const cache = new ConversationCache();
    for (let highId = 2; highId < 2 + count; highId += 1) cache.add(new Conversation({ lowId: 1, highId }));
    return cache;
  };

  it('are the 10,000 that were added last', () => {
    const cache = fill(10_003);
    cache.trim();
    expect([2, 3, 4].map((highId) => cache.get({ lowId: 1, highId }))).to.deep.equal([undefined, undefined, undefined]);
    expect(cache.get({ lowId: 1, highId: 5 })).to.include({ lowId: 1, highId: 5 });
    expect(cache.get({ lowId: 1, highId: 10_004 })).not.to.equal(undefined);
  });

  it('are all there while they are not too many, until they are cleared', () => {
    const cache = fill(10_000);
    cache.trim();
    expect(cache.get({ lowId: 1, highId: 2 })).not.to.equal(undefined);
    cache.clear();
    expect(cache.get({ lowId: 1, highId: 2 })).to.equal(undefined);
  });
});
