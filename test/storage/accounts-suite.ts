import { expect } from 'chai';
import type { Storage } from '../../src/messenger/ports.js';
import { codeOf, createAccounts, type DatabaseKind, Fixture } from './fixture.js';

export function accountsSuite(kind: DatabaseKind): void {
  describe('accounts', () => {
    const fixture = new Fixture(kind);
    let storage: Storage;

    beforeEach(async () => {
      storage = await fixture.open();
    });
    afterEach(() => fixture.closeAll());

    const names = async (query: { prefix?: string; after?: string; limit?: number }) =>
      (await storage.accounts.list({ exceptId: 0, ...query })).map(({ username }) => username);

    it('finds an account by its name in any case, and shows the name as it was registered', async () => {
      const created = await storage.accounts.create('Alice.B-1@x+y_', 'a hash');
      expect(created).to.include({ username: 'Alice.B-1@x+y_', passwordHash: 'a hash', isDeleted: false });
      expect(await storage.accounts.findByUsername('aLICE.b-1@X+Y_')).to.deep.equal(created);
      expect(await storage.accounts.findById(created.id)).to.deep.equal(created);
    });

    it('keeps an account without a password', async () => {
      const { id } = await storage.accounts.create('foreign', null);
      expect((await storage.accounts.findById(id))?.passwordHash).to.equal(null);
    });

    it('finds nobody under a name that no account has', async () => {
      await createAccounts(storage, 'alice', 'k');
      for (const name of ['bob', '', 'alic', 'alice ', ' alice', 'alice\0', 'a%', 'alic_', '\u212a', '👋', 'é']) {
        expect(await storage.accounts.findByUsername(name), JSON.stringify(name)).to.equal(undefined);
      }
      expect(await storage.accounts.findById(999)).to.equal(undefined);
    });

    it('refuses a name that is taken, in any case', async () => {
      await storage.accounts.create('Alice', null);
      expect(await codeOf(storage.accounts.create('Alice', null))).to.equal('username-taken');
      expect(await codeOf(storage.accounts.create('aLiCe', null))).to.equal('username-taken');
    });

    it('gives a name to one of many who ask for it at the same time', async () => {
      const results = await Promise.allSettled(
        ['dora', 'Dora', 'DORA', 'dORA'].map((name) => storage.accounts.create(name, null)),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    });

    it('deletes an account once, keeps it, and gives its name to nobody', async () => {
      const { id } = await storage.accounts.create('Alice', 'a hash');
      expect(await storage.accounts.remove(id)).to.equal(true);
      expect(await storage.accounts.remove(id)).to.equal(false);
      expect(await storage.accounts.remove(999)).to.equal(false);
      expect(await storage.accounts.findByUsername('alice')).to.include({ id, username: 'Alice', isDeleted: true });
      expect(await codeOf(storage.accounts.create('ALICE', null))).to.equal('username-taken');
    });

    it('lists everybody but the one who asks and the deleted, by name without regard to case', async () => {
      const [, caller, , deleted] = await createAccounts(storage, 'bob', 'Me', 'Alice', 'gone', 'Zed', 'carol');
      await storage.accounts.remove(deleted?.id ?? 0);
      const listed = await storage.accounts.list({ exceptId: caller?.id ?? 0 });
      expect(listed.map(({ username }) => username)).to.deep.equal(['Alice', 'bob', 'carol', 'Zed']);
      expect(listed.every(({ isDeleted }) => !isDeleted)).to.equal(true);
    });

    it('lists page after page', async () => {
      await createAccounts(storage, 'Dan', 'anna', 'Cleo', 'Bert', 'eve');
      expect(await names({ limit: 2 })).to.deep.equal(['anna', 'Bert']);
      expect(await names({ limit: 2, after: 'BERT' })).to.deep.equal(['Cleo', 'Dan']);
      expect(await names({ limit: 2, after: 'dan' })).to.deep.equal(['eve']);
      expect(await names({ after: 'b' })).to.deep.equal(['Bert', 'Cleo', 'Dan', 'eve']);
      expect(await names({ limit: 2, after: 'eve' })).to.deep.equal([]);
    });

    it('lists from any text on', async () => {
      await createAccounts(storage, 'a', 'a.b', 'b', 'z');
      expect(await names({ after: 'a b' })).to.deep.equal(['a.b', 'b', 'z']);
      expect(await names({ after: 'aé' })).to.deep.equal(['b', 'z']);
      expect(await names({ after: '👋' })).to.deep.equal([]);
      expect(await names({ after: ' ' })).to.deep.equal(['a', 'a.b', 'b', 'z']);
    });

    it('lists the names that begin with a prefix, in any case, and takes no character for a placeholder', async () => {
      await createAccounts(storage, 'ab', 'AB.c', 'a_b', 'axb', 'a', 'b', 'zz', 'Zzz', 'z-z', 'kim');
      expect(await names({ prefix: 'AB' })).to.deep.equal(['ab', 'AB.c']);
      expect(await names({ prefix: 'a_' })).to.deep.equal(['a_b']);
      expect(await names({ prefix: 'z' })).to.deep.equal(['z-z', 'zz', 'Zzz']);
      expect(await names({ prefix: 'zz' })).to.deep.equal(['zz', 'Zzz']);
      expect(await names({ prefix: 'a', after: 'a_b' })).to.deep.equal(['ab', 'AB.c', 'axb']);
      expect(await names({ prefix: 'a', after: 'a_b', limit: 1 })).to.deep.equal(['ab']);
      for (const prefix of ['%', 'a%', 'q', 'a ', '~', '👋', '\u212a', "a' OR 1 = 1 --"]) {
        expect(await names({ prefix }), prefix).to.deep.equal([]);
      }
    });

    it('lists the longest name by the whole of it', async () => {
      const name = 'z'.repeat(64);
      await createAccounts(storage, name);
      expect(await names({ prefix: name })).to.deep.equal([name]);
    });
  });
}
