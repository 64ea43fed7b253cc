import { expect } from 'chai';
import type { clientOperations } from '../generated/operations.js';
import { leaveOut, privateMysqlServer } from './support/mariadb.js';
import type { MariadbProcess } from './support/mariadb-process.js';
import { startServer, type TestServer } from './support/server.js';

describe('a database that goes away while clients are connected', () => {
  let database: MariadbProcess;
  let server: TestServer;
  before(async function () {
    const found = (await privateMysqlServer()) ?? leaveOut(this);
    database = found.process;
    server = await startServer({ databaseUrl: await found.createDatabase(), environment: { LOG_LEVEL: 'trace' } });
  });
  after(async () => {
    await server?.close();
    await database?.kill();
  });

  it('makes operations unavailable, and nothing worse; when it is back, the same sockets work', async function () {
    this.timeout(60_000);
    const [alice, bob] = await Promise.all([server.join('alice'), server.join('bob')]);
    const [user, id] = [bob.username, (await alice.say(bob)).id];
    await bob.ask('wait-for-user', { user: alice.username });
    const inFlight = Array.from({ length: 50 }, (_, n) =>
      alice.askRaw('send-message', { user, message: `secret ${n}` }),
    );
    const stranger = await server.register('stranger');
    await database.kill();

    const requests: Record<keyof typeof clientOperations, object> = {
      'fetch-users': {},
      'fetch-conversation-with-user': { user },
      'fetch-unread-chats-count': { user },
      'read-chat': { id },
      'send-message': { user, message: 'secret' },
      'wait-for-user': { user: stranger.username },
      'stop-waiting-for-user': { user: stranger.username },
    };
    const replies = await Promise.all([
      ...inFlight,
      ...Object.entries(requests).map(([event, payload]) => alice.askRaw(event, payload)),
    ]);
    const expected = { error: { code: 'unavailable', message: 'The service is not available. Try again later.' } };
    for (const reply of replies.filter((one) => !Object(one).chat)) expect(reply).to.deep.equal(expected);
    expect(replies.slice(50).every((reply) => Object(reply).error)).to.equal(true);
    // The rules still answer requests that need no database.
    expect(await alice.askRaw('wait-for-user', { user })).to.deep.equal({});
    expect((await alice.refusal('send-message', { user })).code).to.equal('validation-failed');

    const ready = await server.request('/readyz');
    expect([ready.status, await ready.json()]).to.deep.equal([
      503,
      { status: 'the database, or Redis, cannot be reached' },
    ]);
    expect((await server.request('/healthz')).status).to.equal(200);
    const { username, password } = alice.user;
    const logIn = () => server.request('/auth/login', { json: { username, password } });
    const login = await logIn();
    expect([login.status, await login.json()]).to.deep.equal([503, expected]);
    const late = server.open({ token: alice.user.token });
    expect(await late.next('auth-failed')).to.deep.equal({ reason: 'unavailable' });
    expect(alice.socket.connected && bob.socket.connected).to.equal(true);

    await database.start();
    expect((await server.request('/readyz')).status).to.equal(200);
    const chat = await alice.say(bob, 'back again');
    const { chats } = await bob.ask('fetch-conversation-with-user', { user: alice.username });
    expect(chats[0]).to.deep.equal(chat);
    expect((await logIn()).status).to.equal(200);
    await bob.settled();
    expect(bob.all('chat').at(-1)).to.deep.equal({ chat });

    const log = server.logLines.join('');
    expect(log).to.include('Operation failed');
    for (const secret of ['secret', alice.user.token, bob.user.token, password, 'back again']) {
      expect(log.includes(secret), secret).to.equal(false);
    }
  });
});
