import { expect } from 'chai';
import { twoServers } from './two-servers.js';

describe('messages on two nodes', () => {
  const servers = twoServers();

  it('reach a recipient on the other node: chat, then unread-chats-count', async () => {
    const { one, other } = servers();
    const alice = await one.join('alice');
    const bob = await other.join('bob');
    const sent = [await alice.say(bob, 'first'), await alice.say(bob, 'second')];
    await bob.next('unread-chats-count');
    await bob.next('unread-chats-count');
    expect(bob.names()).to.deep.equal(['chat', 'unread-chats-count', 'chat', 'unread-chats-count']);
    expect(bob.all('chat')).to.deep.equal(sent.map((chat) => ({ chat })));
    expect(bob.all('unread-chats-count').map(({ unreadChatsCount }) => unreadChatsCount)).to.deep.equal([1, 2]);
  });

  it('reach each socket of a recipient once, on either node', async () => {
    const { one, other } = servers();
    const alice = await one.join('alice');
    const user = await one.register('bob');
    const sockets = [await one.connect(user), await other.connect(user), await other.connect(user)];
    await alice.say(user, 'to all');
    await alice.say(user, 'of you');
    for (const socket of sockets) {
      await socket.next('unread-chats-count');
      await socket.next('unread-chats-count');
      expect(socket.all('chat').map(({ chat }) => chat.message)).to.deep.equal(['to all', 'of you']);
    }
  });

  it('send read-chat to a sender on the other node', async () => {
    const { one, other } = servers();
    const alice = await one.join('alice');
    const bob = await other.join('bob');
    const { id } = await alice.say(bob);
    await bob.ask('read-chat', { id });
    expect(await alice.next('read-chat')).to.deep.equal({ id, user: bob.username });
  });

  it('have one order for both users when both nodes send at the same time', async () => {
    const { one, other } = servers();
    const alice = await one.join('alice');
    const bob = await other.join('bob');
    const say = (count: number) => Array.from({ length: count }, (_, index) => index);
    await Promise.all(say(50).flatMap((index) => [alice.say(bob, `alice ${index}`), bob.say(alice, `bob ${index}`)]));
    const { chats } = await alice.ask('fetch-conversation-with-user', { user: bob.username });
    const { chats: bobs } = await bob.ask('fetch-conversation-with-user', { user: alice.username });
    expect(bobs).to.deep.equal(chats);
    const written = (name: string) => chats.map(({ message }) => message).filter((text) => text.startsWith(name));
    for (const name of ['alice', 'bob']) {
      expect(written(name).reverse()).to.deep.equal(say(50).map((index) => `${name} ${index}`));
    }
  });
});
