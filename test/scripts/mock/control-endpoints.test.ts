import { expect } from 'chai';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { type Mock, startMock } from '../../../scripts/mock/start-mock.js';
import { connect, request } from './client.js';
import { contractOf, numbered, plain, rooms } from './documents.js';

describe("the mock's own endpoints", () => {
  let mock: Mock;
  before(async () => {
    mock = await startMock((await loadContract('asyncapi.yaml')).contract);
  });
  after(() => mock.close());

  it('list what there is and who is connected', async () => {
    const alice = await connect(mock.url, '/chat', { token: 'mock-alice' });
    const { status, body } = await request(mock.httpUrl);
    expect(status).to.equal(200);
    const [{ address, operations, clients }] = Object(body).namespaces;
    expect(address).to.equal('/chat');
    expect(operations).to.deep.include({ event: 'user-leave', sender: 'server', errorCodes: [] });
    expect(clients).to.deep.equal([{ id: alice.socket.id, username: 'alice' }]);
    alice.close();
  });

  it('send an event: an example, or a payload, to everybody or to one', async () => {
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

  it('have the next request of an event fail with a documented error', async () => {
    const alice = await connect(mock.url, '/chat', { token: 'mock-alice' });
    const payload = { user: 'bob', message: 'Hello' };
    const next = { event: 'send-message', error: 'rate-limited' };
    expect(await request(`${mock.httpUrl}/next`, 'POST', next)).to.deep.equal({ status: 200, body: next });
    expect(await alice.ask('send-message', payload)).to.have.nested.property('error.retryAfterMs', 1250);
    expect(await alice.ask('send-message', payload)).to.have.property('chat');
    alice.close();
  });

  const mistakes: [what: string, path: string, body: unknown, status: number, says: string][] = [
    ['an event that is not there', 'emit', { event: 'nothing' }, 404, 'there is chat, unread-chats-count'],
    ["an event of the client's", 'emit', { event: 'send-message' }, 404, 'the server sends'],
    ['another namespace', 'emit', { event: 'chat', namespace: '/other' }, 404, 'in /other'],
    ['a payload that is wrong', 'emit', { event: 'user-leave', payload: { user: 7 } }, 400, '/user must be string'],
    ['no object', 'emit', [1], 400, 'JSON object'],
    [
      'an error that is not documented',
      'next',
      { event: 'wait-for-user', error: 'chat-not-found' },
      400,
      'it may answer',
    ],
  ];
  for (const [what, path, body, status, says] of mistakes) {
    it(`say so when asked for ${what}`, async () => {
      const answer = await request(`${mock.httpUrl}/${path}`, 'POST', body);
      expect(answer.status).to.equal(status);
      expect(answer.body).to.have.nested.property('error.message').that.contains(says);
    });
  }

  it('say so when the body is no JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${mock.httpUrl}/emit`, { method: 'POST', headers, body: '{' });
    expect(response.status).to.equal(400);
    expect(await response.json()).to.have.nested.property('error.code', 'mock-bad-request');
  });

  it('are elsewhere when a path of the document begins like theirs', async () => {
    const other = await startMock(contractOf(numbered));
    expect(new URL(other.httpUrl).pathname).to.equal('/mock-control');
    expect(await request(other.httpUrl)).to.have.property('status', 200);
    await other.close();
  });
});

describe('identities', () => {
  it('are made and unmade as the document says', async () => {
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

  it('are not made of half a request', async () => {
    const mock = await startMock((await loadContract('asyncapi.yaml')).contract);
    const { origin } = new URL(mock.httpUrl);
    const { status, body } = await request(`${origin}/auth/register`, 'POST', { username: 'zoe' });
    expect(status).to.equal(400);
    expect(body).to.have.nested.property('error.message').that.contains('password');
    await mock.close();
  });

  it('have properties that fit where scenarios send them', async () => {
    const mock = await startMock(contractOf(numbered));
    const { body } = await request(`${new URL(mock.httpUrl).origin}/mock/players`, 'POST');
    expect(Object(body).id).to.be.a('number').that.is.at.least(100);
    await mock.close();
  });
});

describe('the timer of the mock', () => {
  it('sends each event of the server in turn', async () => {
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

describe('replies that clients owe', () => {
  it('are checked, and what is wrong with them is said', async () => {
    const notes: string[] = [];
    let wake = () => {};
    const mock = await startMock(contractOf(rooms), {
      onNote: (line) => {
        notes.push(line);
        wake();
      },
    });
    const noted = () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      });
    const client = await connect(mock.url, '/talk');
    const answers: unknown[][] = [[{ answer: 'yes' }], [{ answer: 4 }], []];
    client.socket.on('ask', (_: unknown, acknowledge: (...args: unknown[]) => void) =>
      acknowledge(...(answers.shift() ?? [])),
    );
    for (let count = 0; count < 2; count += 1) mock.provoke('ask');
    await noted();
    expect(notes).to.deep.equal(['a client acknowledged `ask` wrongly: /answer must be string']);
    mock.provoke('ask');
    await noted();
    expect(notes.at(-1)).to.contain('with 0 arguments, not one');
    await mock.close();
  });
});

describe('a document with nothing but AsyncAPI', () => {
  it('is served: its events are sent, what clients send is checked, nothing is acknowledged', async () => {
    let tell = (_: string) => {};
    const noted = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const mock = await startMock(contractOf(plain), { onNote: (line) => tell(line) });
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
