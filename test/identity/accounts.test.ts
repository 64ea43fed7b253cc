import { expect } from 'chai';
import type { Account, AccountStore } from '../../src/account.js';
import { Accounts } from '../../src/identity/accounts.js';
import { Passwords } from '../../src/identity/passwords.js';

const alice: Account = { id: 1, username: 'Alice', passwordHash: null, isDeleted: false };

function unexpected(): never {
  throw new Error('The test does not expect this call');
}

/** A store that records each lookup by username, and answers the lookup when the test says so. */
class SlowStore implements AccountStore {
  readonly lookups: string[] = [];
  readonly answers: { resolve(account: Account | undefined): void; reject(error: Error): void }[] = [];
  readonly create = unexpected;
  readonly findById = unexpected;
  readonly list = unexpected;
  readonly remove = () => Promise.resolve(true);

  findByUsername(username: string): Promise<Account | undefined> {
    this.lookups.push(username);
    return new Promise((resolve, reject) => this.answers.push({ resolve, reject }));
  }
}

/** The code of the error that the promise rejects with, or its message. */
const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error) => error.code ?? error.message,
  );

describe('Accounts.require', () => {
  let store: SlowStore;
  let accounts: Accounts;
  beforeEach(() => {
    store = new SlowStore();
    accounts = new Accounts(store, new Passwords());
  });

  it('queries the store once for one username in any case, and answers concurrent callers in their order', async () => {
    const order: number[] = [];
    const first = accounts.require('Alice').then(() => order.push(1));
    const second = accounts.require('ALICE').then(() => order.push(2));
    store.answers[0]?.resolve(alice);
    await Promise.all([first, second]);
    expect(await accounts.require('alice')).to.equal(alice);
    expect([store.lookups, order]).to.deep.equal([['alice'], [1, 2]]);
  });

  it('does not cache a missing account: the user may register later', async () => {
    const missing = [failure(accounts.require('alice')), failure(accounts.require('alice'))];
    store.answers[0]?.resolve(undefined);
    expect(await Promise.all(missing)).to.deep.equal(['user-not-found', 'user-not-found']);
    const found = accounts.require('alice');
    store.answers[1]?.resolve(alice);
    expect(await found).to.equal(alice);
  });

  it('does not cache a failed lookup: the database may come back', async () => {
    const failed = failure(accounts.require('alice'));
    store.answers[0]?.reject(new Error('The database is down'));
    expect(await failed).to.equal('The database is down');
    const found = accounts.require('alice');
    store.answers[1]?.resolve(alice);
    expect(await found).to.equal(alice);
  });

  it('returns an account as deleted once this node has deleted it', async () => {
    const found = accounts.require('alice');
    store.answers[0]?.resolve(alice);
    expect(await found).to.equal(alice);
    await accounts.remove(alice);
    expect((await accounts.require('ALICE')).isDeleted).to.equal(true);
    expect(await failure(accounts.requireActive('ALICE'))).to.equal('user-not-found');
    expect(store.lookups).to.deep.equal(['alice']);
  });

  it('keeps a deletion by this node when a lookup that started before the deletion ends after it', async () => {
    const found = accounts.require('alice');
    await accounts.remove(alice);
    store.answers[0]?.resolve(alice);
    expect(await found).to.equal(alice);
    expect((await accounts.require('alice')).isDeleted).to.equal(true);
    expect(store.lookups).to.deep.equal(['alice']);
  });

  it('answers a lookup whose cache entry is evicted before the lookup ends', async () => {
    const lookups = Array.from({ length: 10_002 }, (_, n) => accounts.require(`user-${n}`));
    const outcomes = Promise.all([failure(lookups[0] ?? unexpected()), lookups[1]]);
    store.answers[0]?.resolve(undefined);
    for (const answer of store.answers.slice(1)) answer.resolve(alice);
    expect(await outcomes).to.deep.equal(['user-not-found', alice]);
  });
});
