import { expect } from 'chai';
import { twoServers } from './two-servers.js';

describe('accounts on two nodes', () => {
  const servers = twoServers();

  it('are announced to all users of both nodes when they are created and deleted', async () => {
    const { one, other } = servers();
    const watchers = [await one.join('alice'), await other.join('bob')];
    const carol = await one.register('carol');
    for (const watcher of watchers) {
      await watcher.settled();
      await expectAmong(watcher, 'user-join', carol.username);
    }
    await other.deleteAccount(carol);
    for (const watcher of watchers) {
      expect(await watcher.next('user-leave')).to.deep.equal({ user: carol.username });
      expect(watcher.all('user-join').filter(({ user }) => user === carol.username)).to.have.lengthOf(1);
    }
  });

  it('have their sockets on both nodes ended when they are deleted', async () => {
    const { one, other } = servers();
    const user = await one.register('carol');
    const sockets = [await one.connect(user), await other.connect(user), await other.connect(user)];
    expect((await one.deleteAccount(user)).status).to.equal(204);
    for (const socket of sockets) {
      expect(await socket.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
      await socket.disconnected();
      expect(socket.names()).to.deep.equal(['auth-failed']);
    }
  });

  it('keep no socket that connects to one node while the other deletes the account', async () => {
    const { one, other } = servers();
    for (let round = 0; round < 30; round += 1) {
      const user = await one.register('carol');
      const deletion = one.deleteAccount(user);
      const socket = other.open({ token: user.token }, user.username);
      await deletion;
      expect(await socket.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
      await socket.disconnected();
    }
  });

  async function expectAmong(
    watcher: Awaited<ReturnType<ReturnType<typeof servers>['one']['join']>>,
    event: 'user-join',
    username: string,
  ): Promise<void> {
    let joined: string;
    do joined = (await watcher.next(event)).user;
    while (joined !== username);
  }
});
