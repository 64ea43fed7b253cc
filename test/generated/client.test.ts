import { expect } from 'chai';
import { type Client, ClientError, ContractError, createClient } from '../../generated/client.js';
import type { ChatEvent } from '../../generated/models.js';
import { clientOperations } from '../../generated/operations.js';
import { failure, first } from '../scripts/codegen/client/promises.js';
import { sharedServer, type TestUser } from '../support/server.js';

describe('The generated client of the messenger', () => {
  const server = sharedServer();
  const clients: Client[] = [];

  function open({ token }: { token: string }): Client {
    const client = createClient(server().url, { token });
    clients.push(client);
    return client;
  }

  async function join(name: string): Promise<{ client: Client; user: TestUser }> {
    const user = await server().register(name);
    const client = open(user);
    await client.connected();
    return { client, user };
  }

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  it('has a method for each operation of the contract, and no others', async () => {
    const { client } = await join('alice');
    const own = ['on', 'off', 'connect', 'connected', 'isConnected', 'close'];
    const expected = Object.keys(clientOperations).map((event) =>
      event.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    );
    expect(Object.keys(client)).to.have.members([...own, ...expected]);
  });

  it("calls every operation, and resolves with the server's reply", async () => {
    const [alice, bob] = await Promise.all([join('alice'), join('bob')]);
    const { chat } = await alice.client.sendMessage({ user: bob.user.username, message: 'Hello, Bob' });
    expect(chat).to.include({ sender: alice.user.username, recipient: bob.user.username, message: 'Hello, Bob' });
    const { users } = await alice.client.fetchUsers({ prefix: bob.user.username });
    expect(users).to.deep.equal([{ username: bob.user.username, isOnline: true }]);
    expect(await bob.client.fetchUnreadChatsCount({ user: alice.user.username })).to.deep.equal({
      unreadChatsCount: 1,
    });
    expect(await bob.client.readChat({ id: chat.id })).to.deep.equal({});
    const { chats, hasMore } = await alice.client.fetchConversationWithUser({ user: bob.user.username });
    expect(chats).to.deep.equal([{ ...chat, has_read: true }]);
    expect(hasMore).to.equal(false);
    expect(await alice.client.waitForUser({ user: bob.user.username })).to.deep.equal({});
    expect(await alice.client.stopWaitingForUser({ user: bob.user.username })).to.deep.equal({});
  });

  it('calls listeners for events of the server until they are removed', async () => {
    const [alice, bob] = await Promise.all([join('alice'), join('bob')]);
    const kept: ChatEvent[] = [];
    const removed: ChatEvent[] = [];
    const undone: ChatEvent[] = [];
    const listener = (event: ChatEvent) => void removed.push(event);
    bob.client.on('chat', listener);
    const undo = bob.client.on('chat', (event) => void undone.push(event));
    bob.client.on('chat', (event) => void kept.push(event));
    const send = async (message: string) => {
      const counted = first(bob.client.on.bind(bob.client, 'unread-chats-count'));
      await alice.client.sendMessage({ user: bob.user.username, message });
      await counted;
    };
    await send('one');
    bob.client.off('chat', listener);
    undo();
    await send('two');
    expect(kept.map(({ chat }) => chat.message)).to.deep.equal(['one', 'two']);
    expect(removed.map(({ chat }) => chat.message)).to.deep.equal(['one']);
    expect(undone.map(({ chat }) => chat.message)).to.deep.equal(['one']);
  });

  it('accepts calls before it is connected', async () => {
    const user = await server().register('alice');
    const { users } = await open(user).fetchUsers({ limit: 1 });
    expect(users).to.have.length.at.most(1);
  });

  it('accepts the token as the option `auth`, and a URL without a path', async () => {
    const user = await server().register('alice');
    const client = createClient(`ws://127.0.0.1:${server().port}`, { auth: { token: user.token } });
    clients.push(client);
    await client.connected();
    expect(client.isConnected()).to.equal(true);
  });

  it("rejects with the contract's error code when the server replies with an error", async () => {
    const { client } = await join('alice');
    const error = await failure(client.sendMessage({ user: 'nobody-has-this-name', message: 'Hello' }));
    if (!(error instanceof ContractError)) throw error;
    expect(error.code).to.equal('user-not-found');
    expect(error.event).to.equal('send-message');
    expect(error.message).to.equal(`send-message: ${error.body.message}`);
    expect(error.reply).to.deep.equal({ error: error.body });
  });

  it('narrows the details of errors by their code, at compile time', async () => {
    const { client, user } = await join('alice');
    const error = await failure(client.sendMessage({ user: user.username, message: 'to myself' }));
    if (!(error instanceof ContractError)) throw error;
    const code:
      | 'validation-failed'
      | 'user-not-found'
      | 'chat-not-found'
      | 'rate-limited'
      | 'unavailable'
      | 'internal-error' = error.code;
    expect(code).to.equal('validation-failed');
    expect(error.details?.[0]?.path).to.equal('/user');
    const retryAfterMs: number | undefined = error.body.retryAfterMs;
    expect(retryAfterMs).to.equal(undefined);
    // @ts-expect-error: the contract has no such code
    expect(error.code === 'no-such-code').to.equal(false);
  });

  it('makes the compiler reject code that does not match the contract', () => {
    const neverRun = async (client: Client) => {
      // @ts-expect-error: `message` is missing
      await client.sendMessage({ user: 'bob' });
      // @ts-expect-error: there is no such event
      client.on('chats', () => {});
      // @ts-expect-error: the payload has no such field
      client.on('chat', ({ text }) => text);
      // @ts-expect-error: `token` is missing
      createClient('ws://localhost:3000', {});
      const { chat } = await client.sendMessage({ user: 'bob', message: 'Hello' });
      // @ts-expect-error: a chat has no such field
      chat.text;
    };
    expect(neverRun).to.be.a('function');
  });

  it('rejects an invalid payload without sending it, and names the field', async () => {
    const { client } = await join('alice');
    const error = await failure(client.sendMessage({ user: 'bob', message: 'Hello', media: ['ftp://media.example'] }));
    if (!(error instanceof ClientError)) throw error;
    expect(error.code).to.equal('invalid-payload');
    expect(error.problems[0]?.path).to.equal('/media/0');
    expect(error.message).to.contain('send-message').and.to.contain('/media/0');
  });

  it("does not modify the caller's payload", async () => {
    const [alice, bob] = await Promise.all([join('alice'), join('bob')]);
    const payload = Object.freeze({ user: bob.user.username, message: 'Hello' });
    await alice.client.sendMessage(payload);
    expect(payload).to.deep.equal({ user: bob.user.username, message: 'Hello' });
  });

  it('rejects pending and later calls when it is closed, and reconnects on `connect`', async () => {
    const { client } = await join('alice');
    const waiting = failure(client.fetchUsers({}));
    await Promise.resolve();
    await Promise.resolve();
    client.close();
    expect(await waiting)
      .to.be.instanceOf(ClientError)
      .and.to.have.property('code', 'closed');
    expect(await failure(client.fetchUsers({}))).to.have.property('code', 'closed');
    expect(client.isConnected()).to.equal(false);
    client.connect();
    expect(await client.fetchUsers({ limit: 1 })).to.have.property('users');
  });
});
