import { expect } from 'chai';
import { describeOnEachDatabase } from '../support/server.js';

describeOnEachDatabase('sending a message', (server) => {
  it('is acknowledged with the stored message', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const before = Date.now();
    const { chat } = await alice.ask('send-message', { user: bob.username, message: 'Hello, Bob' });
    expect(chat).to.deep.include({
      sender: alice.username,
      recipient: bob.username,
      message: 'Hello, Bob',
      has_read: false,
    });
    expect(chat).to.have.all.keys('id', 'sender', 'recipient', 'message', 'has_read', 'sent_at');
    expect(chat.sent_at).to.match(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(Date.parse(chat.sent_at)).to.be.within(before, Date.now());
    expect(await bob.next('chat')).to.deep.equal({ chat });
  });

  it('notifies every socket of the recipient: chat, then unread-chats-count', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const phone = await server().connect(bob.user);
    await alice.say(bob, 'one');
    await alice.say(bob, 'two');
    for (const socket of [bob, phone]) {
      await socket.settled();
      expect(socket.names()).to.deep.equal(['chat', 'unread-chats-count', 'chat', 'unread-chats-count']);
      expect(socket.all('unread-chats-count')).to.deep.equal([
        { user: alice.username, unreadChatsCount: 1 },
        { user: alice.username, unreadChatsCount: 2 },
      ]);
      expect(socket.all('chat').map(({ chat }) => chat.message)).to.deep.equal(['one', 'two']);
    }
  });

  it('notifies neither the other sockets of the sender nor anybody else', async () => {
    const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => server().join(name)));
    if (!alice || !bob || !carol) throw new Error('Three were to join');
    const tablet = await server().connect(alice.user);
    await alice.say(bob);
    for (const socket of [alice, tablet, carol]) {
      await socket.settled();
      expect(socket.names()).to.deep.equal([]);
    }
  });

  it('is acknowledged before its recipient can answer', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    bob.socket.on('chat', () => bob.emitOrdered('send-message', { user: alice.username, message: 'pong' }));
    alice.emitOrdered('send-message', { user: bob.username, message: 'ping' });
    await alice.next('chat');
    expect(alice.names().slice(0, 2)).to.deep.equal(['ack', 'chat']);
  });

  it('finds the recipient without regard to case, and shows the username as registered', async () => {
    const [alice, bob] = await Promise.all([server().join('Alice'), server().join('Bob')]);
    const { chat } = await alice.ask('send-message', { user: bob.username.toUpperCase(), message: 'Hello' });
    expect([chat.sender, chat.recipient]).to.deep.equal([alice.username, bob.username]);
  });

  it('is stored for a recipient who is offline', async () => {
    const alice = await server().join('alice');
    const bob = await server().register('bob');
    const chat = await alice.say(bob, 'for later');
    const late = await server().connect(bob);
    expect((await late.ask('fetch-conversation-with-user', { user: alice.username })).chats).to.deep.equal([chat]);
    expect(late.names()).to.deep.equal([]);
  });

  it('works without an acknowledgement callback', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    alice.emitRaw('send-message', { user: bob.username, message: 'no callback' });
    const { chat } = await bob.next('chat');
    bob.emitRaw('read-chat', { id: chat.id });
    expect(await alice.next('read-chat')).to.deep.equal({ id: chat.id, user: bob.username });
  });

  it('is refused with validation-failed to oneself, without regard to case', async () => {
    const alice = await server().join('Alice');
    for (const user of [alice.username, alice.username.toLowerCase()]) {
      const { code, details } = await alice.refusal('send-message', { user, message: 'me' });
      expect(code).to.equal('validation-failed');
      expect(details?.map(({ path }) => path)).to.deep.equal(['/user']);
    }
    await alice.settled();
    expect(alice.names()).to.deep.equal([]);
  });

  it('is refused with user-not-found to an unknown user', async () => {
    const alice = await server().join('alice');
    expect((await alice.refusal('send-message', { user: 'nobody-here', message: 'hm' })).code).to.equal(
      'user-not-found',
    );
  });

  it('keeps a hundred messages of one sender in the order of sending, and counts each of them', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const messages = Array.from({ length: 100 }, (_, number) => `message ${number}`);
    const sent = await Promise.all(messages.map((message) => alice.say(bob, message)));
    const { chats } = await bob.ask('fetch-conversation-with-user', { user: alice.username });
    expect(chats.map(({ message }) => message).reverse()).to.deep.equal(messages);
    expect(chats.toReversed()).to.deep.equal(sent);
    expect(bob.all('chat').map(({ chat }) => chat.message)).to.deep.equal(messages);
    expect(bob.all('unread-chats-count').map((event) => event.unreadChatsCount)).to.deep.equal(
      messages.map((_, number) => number + 1),
    );
    expect(await bob.ask('fetch-unread-chats-count', { user: alice.username })).to.deep.equal({
      unreadChatsCount: 100,
    });
  });
});
