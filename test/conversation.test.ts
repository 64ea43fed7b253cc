import { expect } from 'chai';
import { io, type Socket } from 'socket.io-client';
import { Changes } from './support/changes.js';
import { describeOnEachDatabase, type TestUser } from './support/server.js';

/** A client written from the reference document and Socket.IO's documentation alone. */
class PlainClient {
  readonly socket: Socket;
  readonly #events: { event: string; payload: unknown }[] = [];
  readonly #changes = new Changes();

  constructor(site: string, token: string, transports?: string[]) {
    this.socket = io(`${site}/chat`, {
      path: '/ws',
      auth: { token },
      forceNew: true,
      ...(transports && { transports }),
    });
    this.socket.onAny((event, payload) => {
      this.#events.push({ event, payload });
      this.#changes.notify();
    });
  }

  publish(event: string, request: object): Promise<Record<string, unknown>> {
    return this.socket.timeout(5_000).emitWithAck(event, request);
  }

  /** Takes the next event, and expects it to be this one. */
  async expectNext(event: string, payload: object): Promise<void> {
    const next = await this.#changes.until(event, () => this.#events[0]);
    this.#events.shift();
    expect(next).to.deep.equal({ event, payload });
  }
}

describeOnEachDatabase('a conversation by the reference document alone', (server) => {
  const clients: PlainClient[] = [];
  afterEach(() => {
    for (const { socket } of clients.splice(0)) socket.disconnect();
  });

  for (const transports of [undefined, ['websocket'], ['polling']]) {
    it(`works ${transports ? `over ${transports}` : "with Socket.IO's own choice of transports"}`, async () => {
      const site = `http://127.0.0.1:${server().port}`;
      const connect = ({ token }: Pick<TestUser, 'token'>) => {
        const client = new PlainClient(site, token, transports);
        clients.push(client);
        return client;
      };
      const [aliceUser, bobUser] = [await server().register('alice'), await server().register('bob')];
      const [a, b] = [aliceUser.username, bobUser.username];
      const alice = connect(aliceUser);

      const listed = Object(await alice.publish('fetch-users', {}));
      expect(listed.users).to.deep.include({ username: b, isOnline: false });
      await alice.publish('wait-for-user', { user: b });
      const bob = connect(bobUser);
      await alice.expectNext('user-online', { user: b });

      const sent = await alice.publish('send-message', {
        user: b,
        message: 'Hello',
        media: ['https://a.example/1.png'],
      });
      const chat = Object(sent['chat']);
      expect(chat).to.include({ sender: a, recipient: b, message: 'Hello', has_read: false });
      expect(chat.media).to.deep.equal(['https://a.example/1.png']);
      await bob.expectNext('chat', { chat });
      await bob.expectNext('unread-chats-count', { unreadChatsCount: 1, user: a });
      expect(await bob.publish('fetch-unread-chats-count', { user: a })).to.deep.equal({ unreadChatsCount: 1 });

      expect(await bob.publish('read-chat', { id: chat.id })).to.deep.equal({});
      await alice.expectNext('read-chat', { id: chat.id, user: b });
      await bob.expectNext('unread-chats-count', { unreadChatsCount: 0, user: a });
      const fetched = await alice.publish('fetch-conversation-with-user', { user: b });
      expect(fetched['chats']).to.deep.equal([{ ...chat, has_read: true }]);

      bob.socket.disconnect();
      await alice.expectNext('user-offline', { user: b });
      alice.socket.emit('stop-waiting-for-user', { user: b });
      bob.socket.connect();
      await bob.publish('fetch-users', {});

      const carol = await server().register('carol');
      await alice.expectNext('user-join', { user: carol.username });
      await server().deleteAccount(carol);
      await alice.expectNext('user-leave', { user: carol.username });

      const refused = connect({ token: 'no token at all' });
      await refused.expectNext('auth-failed', { reason: 'invalid-token' });
    });
  }
});
