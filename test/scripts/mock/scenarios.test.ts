import { expect } from 'chai';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { type Mock, type MockOptions, startMock } from '../../../scripts/mock/start-mock.js';
import { type Client, connect } from './client.js';
import { contractOf, rooms } from './documents.js';

describe('The mock of the messenger', () => {
  let mock: Mock;
  let alice: Client;
  let bob: Client;
  let carol: Client;

  beforeEach(async () => {
    mock = await startMock((await loadContract('asyncapi.yaml')).contract);
    alice = await connect(mock.url, '/chat', { token: 'mock-alice' });
    bob = await connect(mock.url, '/chat', { token: 'mock-bob' });
    carol = await connect(mock.url, '/chat', { token: 'mock-carol' });
  });
  afterEach(() => mock.close());

  it('replies with the fields of the request, the sender and the recipient', async () => {
    const reply = await alice.ask('send-message', {
      user: 'bob',
      message: 'Lunch?',
      media: ['https://a.example/b.png'],
    });
    expect(reply).to.have.property('chat').that.includes({ sender: 'alice', recipient: 'bob', message: 'Lunch?' });
    expect(reply).to.have.nested.property('chat.media[0]', 'https://a.example/b.png');
    expect(await alice.ask('send-message', { user: 'bob', message: 'No?' })).not.to.have.nested.property('chat.media');
  });

  it('sends events to their receivers only', async () => {
    const reply = await alice.ask('send-message', { user: 'carol', message: 'Lunch?' });
    expect(await carol.next('chat')).to.deep.equal(reply);
    expect(await carol.next('unread-chats-count')).to.include({ user: 'alice' });
    await bob.ask('fetch-users', {});
    expect(bob.received.filter(([event]) => event !== 'user-join')).to.deep.equal([]);
  });

  it('recognises the objects of its replies, and gives them unique ids', async () => {
    const first = await alice.ask('send-message', { user: 'bob', message: 'One' });
    const second = await carol.ask('send-message', { user: 'bob', message: 'Two' });
    const [{ id }, other] = [Object(first).chat, Object(second).chat];
    expect(id).not.to.equal(other.id);
    await bob.ask('read-chat', { id });
    expect(await alice.next('read-chat')).to.deep.equal({ id, user: 'bob' });
    await carol.ask('fetch-users', {});
    expect(carol.received.map(([event]) => event)).not.to.include('read-chat');
    expect(await bob.ask('fetch-conversation-with-user', { user: 'alice' })).to.have.nested.property(
      'chats[0].message',
      'One',
    );
  });

  it('sends an event only if all steps of its scenario happened', async () => {
    await alice.ask('wait-for-user', { user: 'bob' });
    bob.close();
    expect(await alice.next('user-offline')).to.deep.equal({ user: 'bob' });
    await carol.ask('fetch-users', {});
    expect(carol.received.map(([event]) => event)).not.to.include('user-offline');
    const again = await connect(mock.url, '/chat', { token: 'mock-bob' });
    expect(await alice.next('user-online')).to.deep.equal({ user: 'bob' });
    again.close();
  });

  it('sends user-offline for the last socket of a user only, and user-join for the first connection', async () => {
    await alice.ask('wait-for-user', { user: 'bob' });
    const second = await connect(mock.url, '/chat', { token: 'mock-bob' });
    second.close();
    const dave = await connect(mock.url, '/chat', { token: 'mock-dave' });
    const isJoined = async () => expect(await alice.next('user-join')).to.have.property('user');
    await isJoined();
    expect(alice.received.map(([event]) => event)).not.to.include('user-offline');
    dave.close();
  });

  it('carries out a request once when it is repeated with the same idempotency key', async () => {
    const payload = { user: 'bob', message: 'Once', clientMessageId: 'key-1' };
    const first = await alice.ask('send-message', payload);
    expect(await alice.ask('send-message', payload)).to.deep.equal(first);
    await bob.ask('fetch-users', {});
    expect(bob.received.filter(([event]) => event === 'chat')).to.have.length(1);
  });

  it('reports the problems of a payload with their paths', async () => {
    expect(await alice.ask('send-message', { message: 1, extra: true }))
      .to.have.nested.property('error')
      .that.includes({
        code: 'validation-failed',
      });
    const { error } = Object(await alice.ask('send-message', { message: 1, extra: true }));
    expect(error.details.map(({ path }: { path: string }) => path)).to.have.members(['/user', '/message', '/extra']);
    expect(mock.status()['notes']).to.satisfy((notes: string[]) =>
      notes.some((note) => note.includes('/user is required')),
    );
  });

  it('answers an undocumented event like an invalid payload', async () => {
    expect(await alice.ask('no-such-event', {})).to.have.nested.property('error.code', 'validation-failed');
  });

  it('accepts created identities and name tokens, and refuses other clients', async () => {
    const client = await connect(mock.url, '/chat', { token: 'made-up' });
    expect(await client.next('auth-failed')).to.have.property('reason');
    if (client.socket.connected) await new Promise((resolve) => client.socket.on('disconnect', resolve));
    expect(client.socket.connected).to.equal(false);
  });

  it('refuses name tokens with onlyIssued', async () => {
    const strict = await startMock((await loadContract('asyncapi.yaml')).contract, { onlyIssued: true });
    const named = await connect(strict.url, '/chat', { token: 'mock-alice' });
    expect(await named.next('auth-failed')).to.have.property('reason');
    await strict.close();
  });
});

describe('The mock, for literal values in scenarios', () => {
  let mock: Mock;
  const join = async (room: string) => {
    const client = await connect(mock.url, '/talk');
    await client.ask('enter', { room });
    return client;
  };

  beforeEach(async () => {
    mock = await startMock(contractOf(rooms));
  });
  afterEach(() => mock.close());

  it('accepts another value, if it is the same in all steps', async () => {
    const [blue, green] = [await join('blue'), await join('green')];
    green.socket.emit('say', { room: 'blue', text: 'Is it me?' });
    expect(await blue.next('said')).to.deep.equal({ room: 'blue', text: 'Is it me?' });
    blue.socket.emit('say', { room: 'green', text: 'It is' });
    expect(await green.next('said')).to.deep.equal({ room: 'green', text: 'It is' });
    expect(green.received).to.have.length(1);
  });

  it('accepts no other value of an enumeration', async () => {
    const [first, second] = [await join('a'), await join('b')];
    await join('c');
    second.socket.emit('mode', { mode: 'loud' });
    second.socket.emit('mode', { mode: 'quiet' });
    await first.next('hushed');
    expect(first.received.filter(([event]) => event === 'hushed')).to.have.length(1);
  });

  it('generates the same values from the same seed, and others from another seed', async () => {
    const generate = async (options: MockOptions) => {
      const other = await startMock(contractOf(rooms), options);
      const payloads = Array.from({ length: 8 }, () => other.provoke('said', { namespace: '/news' }).payload);
      await other.close();
      return payloads;
    };
    expect(await generate({ seed: 7 })).to.deep.equal(await generate({ seed: 7 }));
    expect(await generate({ seed: 7 })).not.to.deep.equal(await generate({ seed: 8 }));
  });
});
