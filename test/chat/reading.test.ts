import { expect } from 'chai';
import { describeOnEachDatabase } from '../support/server.js';

describeOnEachDatabase('reading a message', (server) => {
  const join = () => Promise.all([server().join('alice'), server().join('bob')]);

  it('is acknowledged with an empty object, and notifies the sockets of both users', async () => {
    const [alice, bob] = await join();
    const [aliceToo, bobToo] = await Promise.all([server().connect(alice.user), server().connect(bob.user)]);
    const { id } = await alice.say(bob);
    await bob.next('unread-chats-count');
    await bobToo.next('unread-chats-count');
    bob.emitOrdered('read-chat', { id });
    for (const socket of [alice, aliceToo]) {
      expect(await socket.next('read-chat')).to.deep.equal({ id, user: bob.username });
    }
    for (const socket of [bob, bobToo]) {
      expect(await socket.next('unread-chats-count')).to.deep.equal({ user: alice.username, unreadChatsCount: 0 });
    }
    expect(bob.names()).to.deep.equal(['chat', 'unread-chats-count', 'ack', 'unread-chats-count']);
    expect(bob.received.find(({ event }) => event === 'ack')?.payload).to.deep.equal({});
    await Promise.all([alice.settled(), aliceToo.settled(), bobToo.settled()]);
    expect(alice.names()).to.deep.equal(['read-chat']);
    expect(aliceToo.names()).to.deep.equal(['read-chat']);
    expect(bobToo.names()).not.to.include('read-chat');
  });

  it('is visible in the conversation to both users', async () => {
    const [alice, bob] = await join();
    const { id } = await alice.say(bob);
    await bob.ask('read-chat', { id });
    for (const [reader, other] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const { chats } = await reader.ask('fetch-conversation-with-user', { user: other.username });
      expect(chats.map((chat) => chat.has_read)).to.deep.equal([true]);
    }
  });

  it('twice is answered the same, and notifies nobody the second time', async () => {
    const [alice, bob] = await join();
    const { id } = await alice.say(bob);
    const replies = await Promise.all([1, 2, 3].map(() => bob.askRaw('read-chat', { id })));
    expect(replies).to.deep.equal([{}, {}, {}]);
    await Promise.all([alice.settled(), bob.settled()]);
    expect(alice.names()).to.deep.equal(['read-chat']);
    expect(bob.all('unread-chats-count').map(({ unreadChatsCount }) => unreadChatsCount)).to.deep.equal([1, 0]);
  });

  it('marks that message only, not the ones before', async () => {
    const [alice, bob] = await join();
    const [first, second, third] = [await alice.say(bob, '1'), await alice.say(bob, '2'), await alice.say(bob, '3')];
    await bob.ask('read-chat', { id: second.id });
    const { chats } = await bob.ask('fetch-conversation-with-user', { user: alice.username });
    expect(chats.map(({ id, has_read }) => [id, has_read])).to.deep.equal([
      [third.id, false],
      [second.id, true],
      [first.id, false],
    ]);
    expect(await bob.ask('fetch-unread-chats-count', { user: alice.username })).to.deep.equal({ unreadChatsCount: 2 });
  });

  it('is refused with chat-not-found for everybody but the recipient', async () => {
    const [alice, bob] = await join();
    const carol = await server().join('carol');
    const { id } = await alice.say(bob);
    for (const stranger of [alice, carol]) {
      expect(await stranger.refusal('read-chat', { id })).to.deep.equal({
        code: 'chat-not-found',
        message: 'There is no such chat.',
      });
    }
    await Promise.all([alice.settled(), bob.settled()]);
    expect(alice.names()).to.deep.equal([]);
    expect(await bob.ask('fetch-unread-chats-count', { user: alice.username })).to.deep.equal({ unreadChatsCount: 1 });
  });

  for (const id of ['no-such-chat', '01932d4c-8f00-7c3e-9a54-5b1d2f7e6a90', 7, 0.5, '\u{1f600}', "' OR 1=1 --"]) {
    it(`with the id ${JSON.stringify(id)}, which no message has, is refused with chat-not-found`, async () => {
      const alice = await server().join('alice');
      expect((await alice.refusal('read-chat', { id })).code).to.equal('chat-not-found');
    });
  }

  it('keeps the unread counts of both directions and of several senders apart', async () => {
    const [alice, bob] = await join();
    const carol = await server().join('carol');
    await alice.say(bob);
    await alice.say(bob);
    await bob.say(alice);
    await carol.say(bob);
    const count = async (reader: typeof alice, sender: typeof alice) =>
      (await reader.ask('fetch-unread-chats-count', { user: sender.username })).unreadChatsCount;
    expect([await count(bob, alice), await count(alice, bob), await count(bob, carol), await count(carol, bob)]).to.eql(
      [2, 1, 1, 0],
    );
  });

  it('keeps the unread count exact during concurrent sends and reads', async () => {
    const [alice, bob] = await join();
    const sent = await Promise.all(Array.from({ length: 60 }, (_, n) => alice.say(bob, `${n}`)));
    await Promise.all([
      ...sent.slice(0, 40).map(({ id }) => bob.ask('read-chat', { id })),
      ...sent.slice(0, 40).map(({ id }) => bob.ask('read-chat', { id })),
      ...Array.from({ length: 20 }, (_, n) => alice.say(bob, `more ${n}`)),
    ]);
    expect(await bob.ask('fetch-unread-chats-count', { user: alice.username })).to.deep.equal({ unreadChatsCount: 40 });
    await bob.settled();
    expect(bob.all('unread-chats-count').at(-1)?.unreadChatsCount).to.equal(40);
    await alice.settled();
    expect(alice.all('read-chat')).to.have.length(40);
  });
});
