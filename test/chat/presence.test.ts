import { expect } from 'chai';
import { sharedServer } from '../support/server.js';

describe('presence', () => {
  const server = sharedServer();

  it('is sent to waiting sockets: user-online with the first socket, user-offline with the end of the last', async () => {
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

  it('is sent at once, after the acknowledgement, when the user is online already', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    alice.emitOrdered('wait-for-user', { user: bob.username.toUpperCase() });
    expect(await alice.next('user-online')).to.deep.equal({ user: bob.username });
    expect(alice.names()).to.deep.equal(['ack', 'user-online']);
  });

  it('is sent to the waiting socket, not to the other sockets of its user', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const other = await server().connect(alice.user);
    await alice.ask('wait-for-user', { user: bob.username });
    bob.close();
    await alice.next('user-offline');
    await other.settled();
    expect(other.names()).to.deep.equal([]);
  });

  it('is sent once to a socket that waits twice', async () => {
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

  it('is not sent after stop-waiting-for-user, even to a socket that waited twice', async () => {
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

  it('is still sent for the other users after stop-waiting-for-user for one', async () => {
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

  it('is not sent to a new socket of a user whose old socket waited', async () => {
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

  it('has stop-waiting-for-user acknowledged for a user that nobody waited for', async () => {
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

  it('is not affected by a socket that disconnects during the lookup of the awaited user', async () => {
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
