import { expect } from 'chai';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { type Mock, startMock } from '../../../scripts/mock/start-mock.js';
import { connect, request } from './client.js';
import { contractOf, numbered, plain, rooms } from './documents.js';

describe("The mock's control endpoints", () => {
  let mock: Mock;
  before(async () => {
    mock = await startMock((await loadContract('asyncapi.yaml')).contract);
  });
  after(() => mock.close());

  it('list the operations and the connected clients', async () => {
    const alice = await connect(mock.url, '/chat', { token: 'mock-alice' });
    const { status, body } = await request(mock.httpUrl);
    expect(status).to.equal(200);
    const [{ address, operations, clients }] = Object(body).namespaces;
    expect(address).to.equal('/chat');
    expect(operations).to.deep.include({ event: 'user-leave', sender: 'server', errorCodes: [] });
    expect(clients).to.deep.equal([{ id: alice.socket.id, username: 'alice' }]);
    alice.close();
  });

  it('send an event, with an example or a given payload, to all clients or to one', async () => {
    const [alice, bob] = [
      await connect(mock.url, '/chat', { token: 'mock-alice' }),
      await connect(mock.url, '/chat', { token: 'mock-bob' }),
    ];
    await request(`${mock.httpUrl}/emit`, 'POST', { event: 'user-leave' });
    expect(await alice.next('user-leave')).to.deep.equal({ user: 'dave' });
    expect(await bob.next('user-leave')).to.deep.equal({ user: 'dave' });
    const payload = { user: 'erin' };
    const { body } = await request(`${mock.httpUrl}/emit`, 'POST', { event: 'user-leave', payload, to: 'bob' });
    expect(body).to.deep.equal({ payload, sentTo: [bob.socket.id] });
    expect(await bob.next('user-leave')).to.deep.equal(payload);
    await alice.ask('fetch-users', {});
    expect(alice.received.filter(([event]) => event === 'user-leave')).to.have.length(1);
    alice.close();
    bob.close();
  });

  it('make the next request of an event fail with a documented error', async () => {
    const alice = await connect(mock.url, '/chat', { token: 'mock-alice' });
    const payload = { user: 'bob', message: 'Hello' };
    const next = { event: 'send-message', error: 'rate-limited' };
    expect(await request(`${mock.httpUrl}/next`, 'POST', next)).to.deep.equal({ status: 200, body: next });
    expect(await alice.ask('send-message', payload)).to.have.nested.property('error.retryAfterMs', 1250);
    expect(await alice.ask('send-message', payload)).to.have.property('chat');
    alice.close();
  });

  const mistakes: [what: string, path: string, body: unknown, status: number, expected: string][] = [
    ['an unknown event', 'emit', { event: 'nothing' }, 404, 'it has chat, unread-chats-count'],
    ['a client event', 'emit', { event: 'send-message' }, 404, 'the server sends'],
    ['an unknown namespace', 'emit', { event: 'chat', namespace: '/other' }, 404, 'in /other'],
    ['an invalid payload', 'emit', { event: 'user-leave', payload: { user: 7 } }, 400, '/user must be string'],
    ['a body that is not an object', 'emit', [1], 400, 'JSON object'],
    ['an undocumented error code', 'next', { event: 'wait-for-user', error: 'chat-not-found' }, 400, 'it may answer'],
  ];
  for (const [what, path, body, status, expected] of mistakes) {
    it(`answer with an error for ${what}`, async () => {
      const answer = await request(`${mock.httpUrl}/${path}`, 'POST', body);
      expect(answer.status).to.equal(status);
      expect(answer.body).to.have.nested.property('error.message').that.contains(expected);
    });
  }

  it('answer with an error for a body that is not JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${mock.httpUrl}/emit`, { method: 'POST', headers, body: '{' });
    expect(response.status).to.equal(400);
    expect(await response.json()).to.have.nested.property('error.code', 'mock-bad-request');
  });

  it('have another path when a path of the document begins with theirs', async () => {
    const other = await startMock(contractOf(numbered));
    expect(new URL(other.httpUrl).pathname).to.equal('/mock-control');
    expect(await request(other.httpUrl)).to.have.property('status', 200);
    await other.close();
  });
});

describe('The identities of the mock', () => {
  it('are created and removed as the document defines', async () => {
    const mock = await startMock((await loadContract('asyncapi.yaml')).contract);
    const { origin } = new URL(mock.httpUrl);
    const made = await request(`${origin}/auth/register`, 'POST', { username: 'zoe', password: 'a long password' });
    expect(made.status).to.equal(201);
    const { token, user } = Object(made.body);
    expect(user).to.deep.equal({ username: 'zoe' });
    const zoe = await connect(mock.url, '/chat', { token });
    expect(await zoe.ask('send-message', { user: 'x', message: 'm' })).to.have.nested.property('chat.sender', 'zoe');
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${origin}/auth/account`, { method: 'DELETE', headers })).status).to.equal(204);
    expect((await fetch(`${origin}/auth/account`, { method: 'DELETE', headers })).status).to.equal(404);
    const late = await connect(mock.url, '/chat', { token });
    expect(await late.next('auth-failed')).to.have.property('reason');
    await mock.close();
  });

  it('are not created by a request with a missing field', async () => {
    const mock = await startMock((await loadContract('asyncapi.yaml')).contract);
    const { origin } = new URL(mock.httpUrl);
    const { status, body } = await request(`${origin}/auth/register`, 'POST', { username: 'zoe' });
    expect(status).to.equal(400);
    expect(body).to.have.nested.property('error.message').that.contains('password');
    await mock.close();
  });

  it('have properties that are valid where scenarios send them', async () => {
    const mock = await startMock(contractOf(numbered));
    const { body } = await request(`${new URL(mock.httpUrl).origin}/mock/players`, 'POST');
    expect(Object(body).id).to.be.a('number').that.is.at.least(100);
    await mock.close();
  });
});

describe('The option intervalMs of the mock', () => {
  it('sends all server events in turn', async () => {
    const mock = await startMock((await loadContract('asyncapi.yaml')).contract, { intervalMs: 5 });
    const alice = await connect(mock.url, '/chat', { token: 'mock-alice' });
    await alice.next('user-offline');
    await alice.next('user-offline');
    const names = new Set(alice.received.map(([event]) => event));
    expect([...names]).to.have.members([
      'chat',
      'unread-chats-count',
      'read-chat',
      'user-join',
      'user-leave',
      'user-online',
      'user-offline',
    ]);
    await mock.close();
  });
});

describe('Acknowledgements by clients of the mock', () => {
  it('are validated, and their problems are reported', async () => {
    const notes: string[] = [];
    let notify = () => {};
    const mock = await startMock(contractOf(rooms), {
      onNote: (line) => {
        notes.push(line);
        notify();
      },
    });
    const noted = () =>
      new Promise<void>((resolve) => {
        notify = resolve;
      });
    const client = await connect(mock.url, '/talk');
    const answers: unknown[][] = [[{ answer: 'yes' }], [{ answer: 4 }], []];
    client.socket.on('ask', (_: unknown, acknowledge: (...args: unknown[]) => void) =>
      acknowledge(...(answers.shift() ?? [])),
    );
    for (let count = 0; count < 2; count += 1) mock.provoke('ask');
    await noted();
    expect(notes).to.deep.equal(['a client acknowledged `ask` with an invalid reply: /answer must be string']);
    mock.provoke('ask');
    await noted();
    expect(notes.at(-1)).to.contain('with 0 arguments, not one');
    await mock.close();
  });
});

describe('A document without extensions', () => {
  it('is mocked: server events are sent, payloads are validated, nothing is acknowledged', async () => {
    let notify = (_: string) => {};
    const noted = new Promise<string>((resolve) => {
      notify = resolve;
    });
    const mock = await startMock(contractOf(plain), { onNote: (line) => notify(line) });
    const client = await connect(mock.url, '/readings');
    mock.provoke('alarm');
    expect(await client.next('alarm'))
      .to.have.property('at')
      .that.is.a('string');
    client.socket.emit('report', { celsius: 21 });
    client.socket.emit('report', { celsius: 'warm' });
    expect(await noted).to.equal('a client sent an invalid `report`: /celsius must be number');
    await mock.close();
  });
});
