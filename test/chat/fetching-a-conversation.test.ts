import { expect } from 'chai';
import type { Client } from '../support/client.js';
import { describeOnEachDatabase } from '../support/server.js';

describeOnEachDatabase('fetching a conversation', (server) => {
  const join = () => Promise.all([server().join('alice'), server().join('bob')]);

  const fetch = async (reader: Client, other: Client, bounds: object = {}) => {
    const reply = await reader.ask('fetch-conversation-with-user', { user: other.username, ...bounds });
    return { messages: reply.chats.map(({ message }) => message), hasMore: reply.hasMore };
  };

  it('is empty before the first message', async () => {
    const [alice, bob] = await join();
    expect(await alice.askRaw('fetch-conversation-with-user', { user: bob.username })).to.deep.equal({
      chats: [],
      hasMore: false,
    });
  });

  it('shows the messages of both users, newest first, the same to both', async () => {
    const [alice, bob] = await join();
    const carol = await server().join('carol');
    await alice.say(bob, 'one');
    await bob.say(alice, 'two');
    await alice.say(bob, 'three');
    await carol.say(bob, 'from somebody else');
    const theirs = { messages: ['three', 'two', 'one'], hasMore: false };
    expect(await fetch(alice, bob)).to.deep.equal(theirs);
    expect(await fetch(bob, alice)).to.deep.equal(theirs);
    expect((await fetch(carol, alice)).messages).to.deep.equal([]);
  });

  it('pages in both directions, and says whether there are more messages', async () => {
    const [alice, bob] = await join();
    const ids: string[] = [];
    for (const message of ['0', '1', '2', '3', '4']) ids.push(String((await alice.say(bob, message)).id));
    const [first, second, third, , last] = ids;
    expect(await fetch(bob, alice, { limit: 2 })).to.deep.equal({ messages: ['4', '3'], hasMore: true });
    expect(await fetch(bob, alice, { limit: 5 })).to.deep.equal({
      messages: ['4', '3', '2', '1', '0'],
      hasMore: false,
    });
    expect(await fetch(bob, alice, { before: third, limit: 1 })).to.deep.equal({ messages: ['1'], hasMore: true });
    expect(await fetch(bob, alice, { before: third, limit: 2 })).to.deep.equal({
      messages: ['1', '0'],
      hasMore: false,
    });
    expect(await fetch(bob, alice, { before: first })).to.deep.equal({ messages: [], hasMore: false });
    expect(await fetch(bob, alice, { after: third })).to.deep.equal({ messages: ['4', '3'], hasMore: false });
    expect(await fetch(bob, alice, { after: last })).to.deep.equal({ messages: [], hasMore: false });
    expect(await fetch(bob, alice, { after: first, before: last })).to.deep.equal({
      messages: ['3', '2', '1'],
      hasMore: false,
    });
    expect(await fetch(bob, alice, { after: second, before: last, limit: 1 })).to.deep.equal({
      messages: ['3'],
      hasMore: true,
    });
  });

  it('answers the newest 1,000 messages without a limit', async () => {
    const [alice, bob] = await join();
    await Promise.all(Array.from({ length: 1_001 }, (_, n) => alice.say(bob, `${n}`)));
    const { messages, hasMore } = await fetch(bob, alice);
    expect(messages).to.deep.equal(Array.from({ length: 1_000 }, (_, n) => `${1_000 - n}`));
    expect(hasMore).to.equal(true);
  });

  for (const { what, bounds, path } of [
    { what: 'a limit of 0', bounds: { limit: 0 }, path: '/limit' },
    { what: 'a limit of 1,001', bounds: { limit: 1_001 }, path: '/limit' },
    { what: 'a limit that is no whole number', bounds: { limit: 1.5 }, path: '/limit' },
    { what: 'a bound that is no id of a chat', bounds: { before: 'yesterday' }, path: '/before' },
    { what: 'a number for a bound', bounds: { after: 3 }, path: '/after' },
    { what: 'a field nobody knows', bounds: { offset: 3 }, path: '/offset' },
  ]) {
    it(`refuses ${what}`, async () => {
      const [alice, bob] = await join();
      const { code, details } = await alice.refusal('fetch-conversation-with-user', { user: bob.username, ...bounds });
      expect([code, details?.map((detail) => detail.path)]).to.deep.equal(['validation-failed', [path]]);
    });
  }

  it('is refused with user-not-found for an unknown username', async () => {
    const alice = await server().join('alice');
    for (const event of ['fetch-conversation-with-user', 'fetch-unread-chats-count', 'wait-for-user']) {
      expect((await alice.refusal(event, { user: 'nobody-here' })).code).to.equal('user-not-found');
    }
  });

  it('with oneself is empty', async () => {
    const alice = await server().join('alice');
    expect(await fetch(alice, alice)).to.deep.equal({ messages: [], hasMore: false });
  });
});
