import { expect } from 'chai';
import { sharedServer } from '../support/server.js';

describe('presence', () => {
  const server = sharedServer();

  it('is told to those who wait: online with the first socket, offline with the last one gone', async () => {
    const [alice, carol, bob] = await Promise.all([
      server().join('alice'),
      server().join('carol'),
      server().register('bob'),
    ]);
    expect(await alice.ask('wait-for-user', { user: bob.username })).to.deep.equal({});
    const first = await server().connect(bob);
    expect(await alice.next('user-online')).to.deep.equal({ user: bob.username });
    const second = await server().connect(bob);
    first.close();
    await second.settled();
    await alice.settled();
    expect(alice.names()).to.deep.equal(['user-online']);
    second.close();
    expect(await alice.next('user-offline')).to.deep.equal({ user: bob.username });
    await server().connect(bob);
    await alice.next('user-online');
    await carol.settled();
    expect(carol.names()).to.deep.equal([]);
    expect(alice.names()).to.deep.equal(['user-online', 'user-offline', 'user-online']);
  });

  it('is answered at once when the user is online already, after the acknowledgement', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    alice.emitOrdered('wait-for-user', { user: bob.username.toUpperCase() });
    expect(await alice.next('user-online')).to.deep.equal({ user: bob.username });
    expect(alice.names()).to.deep.equal(['ack', 'user-online']);
  });

  it('is told to the socket that waits, not to the other sockets of its user', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const other = await server().connect(alice.user);
    await alice.ask('wait-for-user', { user: bob.username });
    bob.close();
    await alice.next('user-offline');
    await other.settled();
    expect(other.names()).to.deep.equal([]);
  });

  it('is told once to who waited twice', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().register('bob')]);
    await alice.ask('wait-for-user', { user: bob.username });
    await alice.ask('wait-for-user', { user: bob.username.toUpperCase() });
    const socket = await server().connect(bob);
    await alice.next('user-online');
    socket.close();
    await alice.next('user-offline');
    await alice.settled();
    expect(alice.names()).to.deep.equal(['user-online', 'user-offline']);
  });

  it('is not told any more after stop-waiting-for-user, however often one waited', async () => {
    const [alice, carol, bob] = await Promise.all([
      server().join('alice'),
      server().join('carol'),
      server().register('bob'),
    ]);
    await carol.ask('wait-for-user', { user: bob.username });
    await alice.ask('wait-for-user', { user: bob.username });
    await alice.ask('wait-for-user', { user: bob.username });
    expect(await alice.askRaw('stop-waiting-for-user', { user: bob.username })).to.deep.equal({});
    await server().connect(bob);
    await carol.next('user-online');
    await alice.settled();
    expect(alice.names()).to.deep.equal([]);
  });

  it('ends waiting for one user only', async () => {
    const [alice, bob, carol] = await Promise.all([
      server().join('alice'),
      server().register('bob'),
      server().register('carol'),
    ]);
    await alice.ask('wait-for-user', { user: bob.username });
    await alice.ask('wait-for-user', { user: carol.username });
    await alice.ask('stop-waiting-for-user', { user: bob.username });
    await server().connect(bob);
    await server().connect(carol);
    await alice.next('user-online');
    await alice.settled();
    expect(alice.all('user-online')).to.deep.equal([{ user: carol.username }]);
  });

  it('ends with the socket: a new one of the same user waits for nobody', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().register('bob')]);
    const watcher = await server().join('watcher');
    await watcher.ask('wait-for-user', { user: bob.username });
    await alice.ask('wait-for-user', { user: bob.username });
    alice.close();
    const again = await server().connect(alice.user);
    await server().connect(bob);
    await watcher.next('user-online');
    await again.settled();
    expect(again.names()).to.deep.equal([]);
  });

  it('stops waiting for whom nobody waited, and is told it is done', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    expect(await alice.askRaw('stop-waiting-for-user', { user: bob.username })).to.deep.equal({});
    expect((await alice.refusal('stop-waiting-for-user', { user: 'nobody-here' })).code).to.equal('user-not-found');
  });

  it('works without an acknowledgement callback', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    alice.emitRaw('wait-for-user', { user: bob.username });
    await alice.next('user-online');
    alice.emitRaw('stop-waiting-for-user', { user: bob.username });
    await alice.settled();
    bob.close();
    await server().connect(bob.user);
    await alice.settled();
    expect(alice.names()).to.deep.equal(['user-online']);
  });

  it('outlives a socket that is gone while the awaited user is looked up', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    for (let n = 0; n < 20; n += 1) {
      const socket = await server().connect(alice.user);
      socket.emitRaw('wait-for-user', { user: bob.username });
      socket.close();
    }
    bob.close();
    await alice.settled();
    expect(alice.names()).to.deep.equal([]);
  });
});
