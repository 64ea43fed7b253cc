import { expect } from 'chai';
import { KnownAccounts } from '../../src/messenger/known-accounts.js';
import type { Account } from '../../src/messenger/ports.js';

const alice: Account = { id: 1, username: 'Alice', passwordHash: null, isDeleted: false };

/** A store of which only what is asked here is there; each lookup is counted, and answered when the test says so. */
class SlowStore {
  readonly asked: string[] = [];
  readonly answers: ((account: Account | undefined) => void)[] = [];

  findByUsername(username: string): Promise<Account | undefined> {
    this.asked.push(username);
    return new Promise((resolve) => this.answers.push(resolve));
  }
}

function known(store: SlowStore): KnownAccounts {
  return new KnownAccounts(store);
}

describe('accounts that are known', () => {
  it('are asked of the store once, whatever the case of the name, and answered in the order of asking', async () => {
    const store = new SlowStore();
    const accounts = known(store);
    const order: number[] = [];
    const first = accounts.find('Alice').then(() => order.push(1));
    const second = accounts.find('ALICE').then(() => order.push(2));
    store.answers[0]?.(alice);
    await Promise.all([first, second]);
    expect(await accounts.find('alice')).to.equal(alice);
    expect([store.asked, order]).to.deep.equal([['alice'], [1, 2]]);
  });

  it('are asked for again when they were missing: somebody may have registered', async () => {
    const store = new SlowStore();
    const accounts = known(store);
    const missing = accounts.find('alice');
    store.answers[0]?.(undefined);
    expect(await missing).to.equal(undefined);
    const there = accounts.find('alice');
    store.answers[1]?.(alice);
    expect(await there).to.equal(alice);
  });

  it('are known to be deleted once this process has deleted them', async () => {
    const store = new SlowStore();
    const accounts = known(store);
    const found = accounts.find('alice');
    store.answers[0]?.(alice);
    expect(await found).to.equal(alice);
    accounts.replace({ ...alice, isDeleted: true });
    expect((await accounts.find('ALICE'))?.isDeleted).to.equal(true);
    expect(store.asked).to.deep.equal(['alice']);
  });
});
