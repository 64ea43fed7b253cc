import { expect } from 'chai';
import { type Client, type ClientOptions, createClient } from '../../generated/client.js';
import { DropProxy } from '../scripts/codegen/client/drop-proxy.js';
import { failure, first } from '../scripts/codegen/client/promises.js';
import { freePort } from '../support/free-port.js';
import { startServer, type TestServer, type TestUser } from '../support/server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const soon = { reconnectionDelay: 10, reconnectionDelayMax: 50 };

describe('The generated client, when the connection is lost', () => {
  let server: TestServer;
  let proxy: DropProxy;
  let alice: Client;
  let bob: Client;
  let users: { alice: TestUser; bob: TestUser };
  const clients: Client[] = [];
  const data = temporaryFolder();

  const start = () => startServer({ environment: { DATA_DIR: data.path } });

  function open(url: string, options: ClientOptions): Client {
    const client = createClient(url, { io: soon, ...options });
    clients.push(client);
    return client;
  }

  /** Returns the stored messages of the conversation, oldest first. */
  async function stored(): Promise<string[]> {
    const { chats } = await bob.fetchConversationWithUser({ user: users.alice.username });
    return chats.map(({ message }) => message).reverse();
  }

  beforeEach(async () => {
    server = await start();
    proxy = await DropProxy.start(server.port);
    users = { alice: await server.register('alice'), bob: await server.register('bob') };
    alice = open(proxy.url, { token: users.alice.token });
    bob = open(server.url, { token: users.bob.token });
    await Promise.all([alice.connected(), bob.connected()]);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await proxy.close();
    await server.close();
  });

  after(() => data.remove());

  it('resends a message whose reply was lost; it is stored and delivered once', async () => {
    const received: string[] = [];
    bob.on('chat', ({ chat }) => void received.push(chat.message));
    const chat = first(bob.on.bind(bob, 'chat'));
    proxy.isMuted = true;
    const sent = alice.sendMessage({ user: users.bob.username, message: 'once' });
    await chat;
    proxy.drop();
    expect((await sent).chat.message).to.equal('once');
    expect(await stored()).to.deep.equal(['once']);
    expect(received).to.deep.equal(['once']);
  });

  it('resends the message to a server that was restarted', async () => {
    const chat = first(bob.on.bind(bob, 'chat'));
    proxy.isMuted = true;
    const sent = alice.sendMessage({ user: users.bob.username, message: 'across a restart' });
    await chat;
    await server.stop();
    server = await start();
    proxy.targetPort = server.port;
    proxy.drop();
    await sent;
    bob = open(server.url, { token: users.bob.token });
    expect(await stored()).to.deep.equal(['across a restart']);
  });

  it('reconnects to a server that was shut down gracefully and restarted', async () => {
    const gone = first(alice.on.bind(alice, 'disconnect'));
    await server.stop();
    await gone;
    server = await start();
    proxy.targetPort = server.port;
    const { chat } = await alice.sendMessage({ user: users.bob.username, message: 'after the restart' });
    expect(chat.message).to.equal('after the restart');
  });

  it('rejects a call that may have been carried out and must not be repeated', async () => {
    const { chat } = await alice.sendMessage({ user: users.bob.username, message: 'read me' });
    const reader = open(proxy.url, { token: users.bob.token });
    await reader.connected();
    const read = first(bob.on.bind(bob, 'unread-chats-count'));
    proxy.isMuted = true;
    const reading = failure(reader.readChat({ id: chat.id }));
    await read;
    proxy.drop();
    expect(await reading).to.have.property('code', 'connection-lost');
    expect(await reader.fetchUsers({ limit: 1 })).to.have.property('users');
  });

  it('keeps unsent calls until there is a connection', async () => {
    const gone = first(alice.on.bind(alice, 'disconnect'));
    proxy.drop();
    await gone;
    const [read, sent] = await Promise.all([
      alice.fetchUsers({ prefix: users.bob.username }),
      alice.sendMessage({ user: users.bob.username, message: 'later' }),
    ]);
    expect(read.users).to.have.lengthOf(1);
    expect(sent.chat.message).to.equal('later');
  });

  it('emits connect and disconnect for each connection', async () => {
    const notified: string[] = [];
    alice.on('disconnect', () => void notified.push('disconnect'));
    alice.on('connect', () => void notified.push('connect'));
    for (let round = 0; round < 2; round += 1) {
      const back = first<void>((listener) => alice.on('connect', () => listener()));
      proxy.drop();
      await back;
    }
    expect(notified).to.deep.equal(['disconnect', 'connect', 'disconnect', 'connect']);
  });

  it('loses and duplicates none of 200 messages while the connection drops five times', async () => {
    const messages = Array.from({ length: 200 }, (_, index) => `message ${index}`);
    const received: string[] = [];
    bob.on('chat', ({ chat }) => void received.push(chat.message));
    const waiting = [...messages];
    let answered = 0;
    let drops = 0;
    const worker = async () => {
      for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
        await alice.sendMessage({ user: users.bob.username, message }, { timeoutMs: 20_000 });
        answered += 1;
        if (answered % 30 === 0 && drops < 5) {
          drops += 1;
          // Drop the next replies, then the connection.
          proxy.isMuted = true;
          bob.on('chat', dropOnce());
        }
      }
    };
    const dropOnce = () => {
      let isDue = true;
      return () => {
        if (isDue) proxy.drop();
        isDue = false;
      };
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    expect(drops).to.equal(5);
    expect(await stored())
      .to.have.members(messages)
      .and.to.have.lengthOf(200);
    expect(received).to.have.members(messages).and.to.have.lengthOf(200);
  });

  it('rejects a call after its timeout, and does not send it later', async () => {
    proxy.targetPort = await freePort();
    const gone = first(alice.on.bind(alice, 'disconnect'));
    proxy.drop();
    await gone;
    const error = await failure(alice.sendMessage({ user: users.bob.username, message: 'stale' }, { timeoutMs: 20 }));
    expect(error).to.have.property('code', 'timeout');
    proxy.targetPort = server.port;
    await alice.sendMessage({ user: users.bob.username, message: 'fresh' });
    expect(await stored()).to.deep.equal(['fresh']);
  });

  it("rejects a call after the client's default timeout", async () => {
    const hasty = open(proxy.url, { token: users.alice.token, timeoutMs: 50 });
    await hasty.connected({ timeoutMs: 5_000 });
    proxy.isMuted = true;
    expect(await failure(hasty.fetchUsers({}))).to.have.property('code', 'timeout');
  });

  it('rejects a call when its signal aborts', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const chat = first(bob.on.bind(bob, 'chat'));
    proxy.isMuted = true;
    const call = failure(alice.sendMessage({ user: users.bob.username, message: 'never mind' }, { signal }));
    await chat;
    controller.abort(new Error('no longer wanted'));
    expect(await call).to.have.property('message', 'no longer wanted');
    const late = failure(alice.fetchUsers({}, { signal }));
    expect(await late).to.have.property('message', 'no longer wanted');
  });
});
