import { expect } from 'chai';
import { RawClient } from '../support/raw-client.js';
import { sharedServer } from '../support/server.js';

describe('the acknowledgement of an operation', () => {
  const server = sharedServer();

  it('is sent exactly once, with exactly one object, whether it succeeds or fails', async () => {
    const [alice, bob] = await Promise.all([server().register('alice'), server().register('bob')]);
    const raw = await RawClient.join(server().port, alice.token);
    const operations = [
      ['fetch-users', { limit: 1 }],
      ['fetch-users', { limit: 0 }],
      ['fetch-conversation-with-user', { user: bob.username }],
      ['fetch-conversation-with-user', { user: 'nobody-here' }],
      ['fetch-unread-chats-count', { user: bob.username }],
      ['read-chat', { id: 'none' }],
      ['send-message', { user: bob.username, message: 'x' }],
      ['send-message', { user: bob.username, message: ' ' }],
      ['wait-for-user', { user: bob.username }],
      ['stop-waiting-for-user', { user: bob.username }],
      ['shout', {}],
      ['send-message'],
      ['send-message', {}, {}],
    ];
    operations.forEach((args, id) => {
      raw.send(`42/chat,${id}${JSON.stringify(args)}`);
    });
    await Promise.all(operations.map((_, id) => raw.next(`43/chat,${id}[`)));
    expect(await raw.answers()).to.equal(true);
    for (const [id, args] of operations.entries()) {
      const replies = raw.frames.filter((frame) => frame.startsWith(`43/chat,${id}[`));
      expect(replies, JSON.stringify(args)).to.have.length(1);
      const values: unknown = JSON.parse(replies[0]?.slice(`43/chat,${id}`.length) ?? '');
      expect(values, JSON.stringify(args)).to.be.an('array').with.length(1);
      expect(Object(values)[0], JSON.stringify(args)).to.be.an('object');
    }
    raw.close();
  });

  it('is not sent to a disconnected socket, and the operation is carried out', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    alice.emitRaw('send-message', { user: bob.username, message: 'and gone' }, () => {});
    await bob.next('chat');
    alice.emitRaw('send-message', { user: bob.username, message: 'and gone again' }, () => {});
    alice.close();
    await bob.settled();
    const { chats } = await bob.ask('fetch-conversation-with-user', { user: alice.username });
    expect(chats.map(({ message }) => message)).to.include('and gone');
  });
});
