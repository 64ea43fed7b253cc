import { expect } from 'chai';
import { AccountCache } from '../../src/identity/account-cache.js';
import type { Account } from '../../src/identity/ports.js';

const alice: Account = { id: 1, username: 'Alice', passwordHash: null, isDeleted: false };

/** A store that records each lookup, and answers it when the test says so. */
class SlowStore {
  readonly asked: string[] = [];
  readonly answers: ((account: Account | undefined) => void)[] = [];

  findByUsername(username: string): Promise<Account | undefined> {
    this.asked.push(username);
    return new Promise((resolve) => this.answers.push(resolve));
  }
}

/** The code of the error that the promise rejects with. */
const failure = (promise: Promise<Account>) =>
  promise.then(
    () => 'none',
    ({ code }) => code,
  );

describe('AccountCache', () => {
  it('queries the store once for one username in any case, and answers concurrent callers in their order', async () => {
    const store = new SlowStore();
    const cache = new AccountCache(store);
    const order: number[] = [];
    const first = cache.require('Alice').then(() => order.push(1));
    const second = cache.require('ALICE').then(() => order.push(2));
    store.answers[0]?.(alice);
    await Promise.all([first, second]);
    expect(await cache.require('alice')).to.equal(alice);
    expect([store.asked, order]).to.deep.equal([['alice'], [1, 2]]);
  });

  it('does not cache a missing account: the user may register later', async () => {
    const store = new SlowStore();
    const cache = new AccountCache(store);
    const missing = [failure(cache.require('alice')), failure(cache.require('alice'))];
    store.answers[0]?.(undefined);
    expect(await Promise.all(missing)).to.deep.equal(['user-not-found', 'user-not-found']);
    const found = cache.require('alice');
    store.answers[1]?.(alice);
    expect(await found).to.equal(alice);
  });

  it('does not cache a failed lookup', async () => {
    let isDown = true;
    const cache = new AccountCache({
      findByUsername: () => (isDown ? Promise.reject(new Error('The database is down')) : Promise.resolve(alice)),
    });
    expect(await cache.require('alice').catch(({ message }) => message)).to.equal('The database is down');
    isDown = false;
    expect(await cache.require('alice')).to.equal(alice);
  });

  it('returns an account as deleted once this node has deleted it', async () => {
    const store = new SlowStore();
    const cache = new AccountCache(store);
    const found = cache.require('alice');
    store.answers[0]?.(alice);
    expect(await found).to.equal(alice);
    cache.replace({ ...alice, isDeleted: true });
    expect((await cache.require('ALICE')).isDeleted).to.equal(true);
    expect(store.asked).to.deep.equal(['alice']);
  });

  it('keeps a deletion by this node when a lookup that started before it ends after it', async () => {
    const store = new SlowStore();
    const cache = new AccountCache(store);
    const found = cache.require('alice');
    cache.replace({ ...alice, isDeleted: true });
    store.answers[0]?.(alice);
    expect(await found).to.equal(alice);
    expect((await cache.require('alice')).isDeleted).to.equal(true);
    expect(store.asked).to.deep.equal(['alice']);
  });

  it('answers a lookup whose entry was evicted while it was running', async () => {
    const store = new SlowStore();
    const cache = new AccountCache(store);
    const lookups = Array.from({ length: 10_002 }, (_, n) => cache.require(`user-${n}`));
    const outcomes = Promise.all([failure(lookups[0] as Promise<Account>), lookups[1]]);
    store.answers[0]?.(undefined);
    for (const answer of store.answers.slice(1)) answer(alice);
    expect(await outcomes).to.deep.equal(['user-not-found', alice]);
  });
});
