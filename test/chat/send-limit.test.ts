import { expect } from 'chai';
import { sharedServer } from '../support/server.js';

describe('LIMIT_SENDS', () => {
  const server = sharedServer({ environment: { LIMIT_SENDS: '3/100' } });

  it('holds for each user over all sockets, says when to retry, and limits no other operation and no other user', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const second = await server().connect(alice.user);
    for (const socket of [alice, second, alice]) await socket.say(bob);
    for (const socket of [alice, second]) {
      const error = await socket.refusal('send-message', { user: bob.username, message: 'one too many' });
      expect(error).to.have.all.keys('code', 'message', 'retryAfterMs');
      expect(error.code).to.equal('rate-limited');
      expect(error.retryAfterMs).to.be.within(1, 100_000);
    }
    await bob.say(alice);
    const { id } = (await bob.next('chat')).chat;
    expect(await bob.askRaw('read-chat', { id })).to.deep.equal({});
    expect((await alice.ask('fetch-conversation-with-user', { user: bob.username })).chats).to.have.length(4);
    await bob.settled();
    expect(bob.all('chat')).to.have.length(3);
  });

  it('does not count invalid payloads', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    for (let n = 0; n < 5; n += 1) await alice.refusal('send-message', { user: bob.username });
    await alice.say(bob);
  });
});

describe('LIMIT_SENDS by default', () => {
  const server = sharedServer({ environment: { LIMIT_SENDS: '' } });

  it('allows a person who types, and stops a script', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const replies = await Promise.all(
      Array.from({ length: 70 }, () => alice.askRaw('send-message', { user: bob.username, message: 'x' })),
    );
    expect(replies.filter((reply) => Object(reply).chat)).to.have.length(60);
    expect(replies.filter((reply) => Object(reply).error?.code === 'rate-limited')).to.have.length(10);
  });
});
