import { expect } from 'chai';
import { type Client, ClientError, type ClientOptions, createClient } from '../../generated/client.js';
import { failure, first } from '../scripts/codegen/client/promises.js';
import { sharedServer, type TestUser } from '../support/server.js';

describe('The generated client, when the server refuses it', () => {
  const server = sharedServer({ environment: { TOKEN_TTL: '1', LIMIT_LOGINS: 'off' } });
  const clients: Client[] = [];

  function open(options: ClientOptions): Client {
    const client = createClient(server().url, options);
    clients.push(client);
    return client;
  }

  async function login({ username, password }: TestUser): Promise<{ token: string }> {
    const response = await server().request('/auth/login', { json: { username, password } });
    const { token } = await response.json();
    return { token };
  }

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  it('reports the refusal once, and rejects pending and later calls', async () => {
    const refusals: ClientError[] = [];
    const client = open({ token: 'not-a-token', onRefused: (error) => void refusals.push(error) });
    const event = first(client.on.bind(client, 'auth-failed'));
    const notified: string[] = [];
    client.on('connect', () => void notified.push('connect'));
    client.on('disconnect', () => void notified.push('disconnect'));
    const error = await failure(client.sendMessage({ user: 'bob', message: 'Hello' }));
    if (!(error instanceof ClientError)) throw error;
    expect(error.code).to.equal('refused');
    expect(error.refusal).to.deep.equal({ reason: 'invalid-token' });
    expect(await event).to.deep.equal({ reason: 'invalid-token' });
    expect(await failure(client.fetchUsers({}))).to.have.property('code', 'refused');
    expect(await failure(client.connected())).to.have.property('code', 'refused');
    expect(refusals.map(({ refusal }) => refusal)).to.deep.equal([{ reason: 'invalid-token' }]);
    expect(notified).to.deep.equal([]);
  });

  it('is accepted with a token that it gets later', async () => {
    const user = await server().register('alice');
    const refused = first<ClientError>((listener) => {
      open({ token: 'not-a-token', onRefused: listener });
      return () => {};
    });
    await refused;
    const [client] = clients;
    client?.connect(await login(user));
    expect(await client?.fetchUsers({ limit: 1 })).to.have.property('users');
  });

  it('continues with a fresh token, and sends all pending calls', async () => {
    const user = await server().register('alice');
    const reasons: string[] = [];
    const client = open({
      token: 'not-a-token',
      refreshAuth: ({ reason }) => {
        reasons.push(reason);
        return login(user);
      },
    });
    const [read, sent] = await Promise.all([
      client.fetchUsers({ limit: 1 }),
      failure(client.sendMessage({ user: user.username, message: 'to myself' })),
    ]);
    expect(read).to.have.property('users');
    expect(sent).to.have.property('code', 'validation-failed');
    expect(reasons).to.deep.equal(['invalid-token']);
  });

  it('gets a fresh token each time that one expires, without losing or duplicating a message', async () => {
    const [alice, bob] = await Promise.all([server().register('alice'), server().register('bob')]);
    let refreshes = 0;
    const client = open({
      token: alice.token,
      refreshAuth: () => {
        refreshes += 1;
        return login(alice);
      },
    });
    const messages: string[] = [];
    while (refreshes < 2) {
      const message = `message ${messages.length}`;
      messages.push(message);
      await client.sendMessage({ user: bob.username, message });
    }
    // There may be more messages than fit into one reply, and a token may expire between two replies.
    const stored: string[] = [];
    for (let before: string | number | undefined; ; ) {
      const bounds = before === undefined ? {} : { before };
      const page = await readAgain(() => client.fetchConversationWithUser({ user: bob.username, ...bounds }));
      stored.push(...page.chats.map(({ message }) => message));
      before = page.chats.at(-1)?.id;
      if (!page.hasMore) break;
    }
    expect(stored.reverse()).to.deep.equal(messages);
  });

  it('stops asking for fresh tokens when they are refused, too', async () => {
    let asked = 0;
    const refusals: ClientError[] = [];
    const client = open({
      token: 'not-a-token',
      refreshAuth: () => {
        asked += 1;
        return { token: `not-a-token-either-${asked}` };
      },
      onRefused: (error) => void refusals.push(error),
    });
    expect(await failure(client.fetchUsers({}))).to.have.property('code', 'refused');
    expect(await failure(client.fetchUsers({}))).to.have.property('code', 'refused');
    expect(asked).to.equal(3);
    expect(refusals).to.have.lengthOf(1);
  });

  it('is refused when `refreshAuth` fails, and reports the cause', async () => {
    const cause = new Error('log in again');
    const client = open({ token: 'not-a-token', refreshAuth: () => Promise.reject(cause) });
    const error = await failure(client.fetchUsers({}));
    expect(error).to.have.property('code', 'refused');
    expect(error).to.have.property('cause', cause);
  });
});

/** Repeats a read when the connection was lost before the reply; repeating a read has no effects. */
async function readAgain<Reply>(read: () => Promise<Reply>): Promise<Reply> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'connection-lost') throw error;
    }
  }
}
