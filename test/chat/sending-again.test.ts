import { expect } from 'chai';
import { describeOnEachDatabase } from '../support/server.js';

describeOnEachDatabase('sending a message again with the same clientMessageId', (server) => {
  const join = () => Promise.all([server().join('alice'), server().join('bob')]);

  it('answers the first message, and notifies nobody twice', async () => {
    const [alice, bob] = await join();
    const request = { user: bob.username, message: 'once', clientMessageId: 'one' };
    const first = await alice.ask('send-message', request);
    expect(await alice.ask('send-message', { ...request, message: 'changed' })).to.deep.equal(first);
    await bob.settled();
    expect(bob.names()).to.deep.equal(['chat', 'unread-chats-count']);
    expect(await bob.ask('fetch-unread-chats-count', { user: alice.username })).to.deep.equal({ unreadChatsCount: 1 });
  });

  it('stores one message when several sockets send it at once', async () => {
    const [alice, bob] = await join();
    const sockets = [alice, await server().connect(alice.user), await server().connect(alice.user)];
    const request = { user: bob.username, message: 'many', clientMessageId: 'many' };
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, n) => sockets[n % sockets.length]?.ask('send-message', request)),
    );
    expect(new Set(replies.map((reply) => reply?.chat.id)).size).to.equal(1);
    await bob.settled();
    expect(bob.names()).to.deep.equal(['chat', 'unread-chats-count']);
  });

  it('works after a lost connection', async () => {
    const [alice, bob] = await join();
    const request = { user: bob.username, message: 'lost', clientMessageId: 'lost' };
    alice.emitRaw('send-message', request);
    await bob.next('chat');
    alice.close();
    const again = await server().connect(alice.user);
    const { chat } = await again.ask('send-message', request);
    await bob.settled();
    expect(bob.all('chat')).to.deep.equal([{ chat }]);
  });

  it('shows whether the first message has been read since', async () => {
    const [alice, bob] = await join();
    const request = { user: bob.username, message: 'read', clientMessageId: 'read' };
    const { chat } = await alice.ask('send-message', request);
    await bob.ask('read-chat', { id: chat.id });
    expect((await alice.ask('send-message', request)).chat).to.deep.equal({ ...chat, has_read: true });
  });

  it('concerns one sender: two senders may use the same clientMessageId', async () => {
    const [alice, bob] = await join();
    const request = { message: 'mine', clientMessageId: 'shared' };
    const { chat: hers } = await alice.ask('send-message', { ...request, user: bob.username });
    const { chat: his } = await bob.ask('send-message', { ...request, user: alice.username });
    expect(hers.id).not.to.equal(his.id);
  });

  it('answers the first message with its own recipient when the second names another', async () => {
    const [alice, bob] = await join();
    const carol = await server().join('carol');
    const first = await alice.ask('send-message', { user: bob.username, message: 'x', clientMessageId: 'two' });
    expect(
      await alice.ask('send-message', { user: carol.username, message: 'x', clientMessageId: 'two' }),
    ).to.deep.equal(first);
    await carol.settled();
    expect(carol.names()).to.deep.equal([]);
  });

  it('answers the first message even when its recipient has been deleted since', async () => {
    const [alice, bob] = await join();
    const request = { user: bob.username, message: 'last', clientMessageId: 'last' };
    const first = await alice.ask('send-message', request);
    await server().deleteAccount(bob.user);
    expect(await alice.ask('send-message', request)).to.deep.equal(first);
    expect((await alice.refusal('send-message', { ...request, clientMessageId: 'new' })).code).to.equal(
      'user-not-found',
    );
  });
});
