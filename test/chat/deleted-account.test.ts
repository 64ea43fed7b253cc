import { expect } from 'chai';
import { describeOnEachDatabase } from '../support/server.js';

describeOnEachDatabase('a deleted account', (server) => {
  const join = () => Promise.all([server().join('alice'), server().join('bob'), server().join('carol')]);

  it('receives auth-failed on all its sockets, which are closed; every other user receives user-leave', async () => {
    const [alice, bob, carol] = await join();
    const second = await server().connect(alice.user);
    await bob.ask('wait-for-user', { user: alice.username });
    await bob.next('user-online');
    expect((await server().deleteAccount(alice.user)).status).to.equal(204);
    for (const socket of [alice, second]) {
      expect(await socket.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
      await socket.disconnected();
      expect(socket.names()).to.deep.equal(['auth-failed']);
    }
    for (const socket of [bob, carol]) expect(await socket.next('user-leave')).to.deep.equal({ user: alice.username });
    expect(await bob.next('user-offline')).to.deep.equal({ user: alice.username });
    await carol.settled();
    expect(carol.names()).to.deep.equal(['user-leave']);
  });

  it('is refused with its token and with its password', async () => {
    const [alice] = await join();
    const { username, password, token } = alice.user;
    await server().deleteAccount(alice.user);
    await alice.disconnected();
    const again = server().open({ token });
    expect(await again.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
    await again.disconnected();
    const login = await server().request('/auth/login', { json: { username, password } });
    expect([login.status, (await login.json()).error.code]).to.deep.equal([401, 'invalid-credentials']);
    expect((await server().deleteAccount(alice.user)).status).to.equal(401);
  });

  it('keeps its username, without regard to case', async () => {
    const [alice] = await join();
    await server().deleteAccount(alice.user);
    for (const username of [alice.username, alice.username.toUpperCase()]) {
      const response = await server().request('/auth/register', { json: { username, password: 'another password' } });
      expect([response.status, (await response.json()).error.code]).to.deep.equal([409, 'username-taken']);
    }
  });

  it('can neither be written to nor waited for, and is in no list', async () => {
    const [alice, bob] = await join();
    await server().deleteAccount(alice.user);
    expect((await bob.refusal('send-message', { user: alice.username, message: 'x' })).code).to.equal('user-not-found');
    expect((await bob.refusal('wait-for-user', { user: alice.username })).code).to.equal('user-not-found');
    expect((await bob.ask('fetch-users', { prefix: alice.username })).users).to.deep.equal([]);
  });

  it('keeps its conversations for the other user, who can read them and stop waiting', async () => {
    const [alice, bob] = await join();
    const chats = [await alice.say(bob, 'one'), await bob.say(alice, 'two')];
    await bob.ask('wait-for-user', { user: alice.username });
    await server().deleteAccount(alice.user);
    const reply = await bob.ask('fetch-conversation-with-user', { user: alice.username });
    expect(reply).to.deep.equal({ chats: chats.toReversed(), hasMore: false });
    expect(await bob.ask('fetch-unread-chats-count', { user: alice.username })).to.deep.equal({ unreadChatsCount: 1 });
    expect(await bob.askRaw('read-chat', { id: chats[0]?.id })).to.deep.equal({});
    expect(await bob.askRaw('stop-waiting-for-user', { user: alice.username })).to.deep.equal({});
  });

  it('is refused on a connection that begins during the deletion', async () => {
    const [alice, bob] = await join();
    const clients = Array.from({ length: 20 }, () => server().open({ token: alice.user.token }));
    await server().deleteAccount(alice.user);
    for (const client of clients) {
      expect(await client.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
      await client.disconnected();
    }
    await bob.settled();
    expect(bob.all('user-leave')).to.have.length(1);
  });

  it('is deleted once by several requests at the same time', async () => {
    const [alice, bob] = await join();
    const statuses = await Promise.all([1, 2, 3].map(async () => (await server().deleteAccount(alice.user)).status));
    expect(statuses).to.include(204);
    await bob.settled();
    expect(bob.all('user-leave')).to.deep.equal([{ user: alice.username }]);
  });
});

describeOnEachDatabase('a new account', (server) => {
  it('is announced to all connected users', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const second = await server().connect(alice.user);
    const newcomer = await server().register('newcomer');
    for (const socket of [alice, second, bob]) {
      await socket.settled();
      const told = socket.all('user-join').filter(({ user }) => user === newcomer.username);
      expect(told).to.deep.equal([{ user: newcomer.username }]);
    }
  });
});
