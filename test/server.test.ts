import { connect as connectTcp } from 'node:net';
import { expect } from 'chai';
import { leaveOut, mysqlServer } from './support/mariadb.js';
import type { MariadbProcess } from './support/mariadb-process.js';
import { RawClient } from './support/raw-client.js';
import { startServer, type TestServer } from './support/server.js';

describe('closing the server', () => {
  it('acknowledges and delivers all accepted messages', async () => {
    const server = await startServer();
    const [alice, bob] = await Promise.all([server.join('alice'), server.join('bob')]);
    const replies: unknown[] = [];
    for (let n = 0; n < 500; n += 1) {
      alice.emitRaw('send-message', { user: bob.username, message: `${n}` }, (reply: unknown) => replies.push(reply));
    }
    // The reply to a later event of the same socket shows that all messages were accepted.
    await alice.refusal('shout', {});
    await server.stop();
    await Promise.all([alice.disconnected(), bob.disconnected()]);
    const acknowledged = replies.map((reply) => Object(reply).chat.id);
    expect(acknowledged).to.have.length(500);
    expect(bob.all('chat').map(({ chat }) => chat.id)).to.deep.equal(acknowledged);
    await server.close();
  });

  it('lets clients reconnect by themselves, as after a network failure', async () => {
    const server = await startServer();
    const alice = await server.join('alice');
    const reasons: string[] = [];
    alice.socket.on('disconnect', (reason) => reasons.push(reason));
    await server.stop();
    await alice.disconnected();
    expect(reasons).to.deep.equal(['transport close']);
    expect(alice.names()).to.deep.equal([]);
    await server.close();
  });

  it('does not wait for clients that never close their connections', async () => {
    const server = await startServer();
    const alice = await server.register('alice');
    const raw = await RawClient.join(server.port, alice.token);
    raw.stall();
    const idle = connectTcp(server.port, '127.0.0.1');
    idle.on('error', () => {});
    idle.write(
      'POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    await server.request('/healthz');
    const start = performance.now();
    await server.close();
    expect(performance.now() - start).to.be.below(6_000);
    raw.close();
    idle.destroy();
  });

  it('works before the first connection', async () => {
    await (await startServer()).close();
  });
});

describe('a draining server', () => {
  let process: MariadbProcess;
  let server: TestServer;
  before(async function () {
    const found = (await mysqlServer()) ?? leaveOut(this);
    process = found.process ?? leaveOut(this);
    server = await startServer({ databaseUrl: await found.createDatabase() });
  });
  after(() => {
    process?.resume();
    return server?.close();
  });

  it('acknowledges the operations before, refuses new ones, and is not ready', async () => {
    const [alice, bob] = await Promise.all([server.join('alice'), server.join('bob')]);
    const { username, password } = alice.user;
    await alice.say(bob, 'before');
    await process.pause();
    const underWay = alice.ask('send-message', { user: bob.username, message: 'under way' });
    // The reply to a later event of the same socket shows that the message was accepted.
    expect((await alice.refusal('shout', {})).code).to.equal('validation-failed');
    const stopped = server.stop();
    expect((await bob.refusal('send-message', { user: alice.username, message: 'new' })).code).to.equal('unavailable');
    expect((await bob.refusal('fetch-users', {})).code).to.equal('unavailable');
    const ready = await server.request('/readyz');
    expect([ready.status, await ready.json()]).to.deep.equal([503, { status: 'draining' }]);
    expect((await server.request('/healthz')).status).to.equal(200);
    const login = await server.request('/auth/login', { json: { username, password } });
    expect([login.status, (await login.json()).error.code]).to.deep.equal([503, 'unavailable']);
    const polling = await server.request('/ws/?EIO=4&transport=polling');
    expect(polling.status).to.equal(403);
    process.resume();
    expect((await underWay).chat.message).to.equal('under way');
    await stopped;
    await alice.disconnected();
    expect(bob.all('chat').map(({ chat }) => chat.message)).to.deep.equal(['before', 'under way']);
  });
});
