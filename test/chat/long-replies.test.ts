import { expect } from 'chai';
import type { FetchConversationWithUserReply } from '../../generated/models.js';
import { RawClient } from '../support/raw-client.js';
import { sharedServer } from '../support/server.js';

const text = '0123456789abcdef'.repeat(512);

describe('a conversation of long messages', () => {
  const server = sharedServer({ environment: { LIMIT_SENDS: 'off' } });

  it('is fetched completely, in replies of about a million characters', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const user = bob.user.username;
    await Promise.all(Array.from({ length: 150 }, () => alice.askRaw('send-message', { user, message: text })));
    const ids: unknown[] = [];
    const sizes: number[] = [];
    let before: { before?: string | number } = {};
    for (let hasMore = true; hasMore; ) {
      const reply = (await alice.askRaw('fetch-conversation-with-user', {
        user,
        ...before,
      })) as FetchConversationWithUserReply;
      ids.push(...reply.chats.map(({ id }) => id));
      sizes.push(reply.chats.length);
      before = { before: reply.chats.at(-1)?.id ?? '' };
      hasMore = reply.hasMore;
    }
    // 123 times 8,192 characters are the first to exceed a million.
    expect(sizes).to.deep.equal([123, 27]);
    expect(new Set(ids).size).to.equal(150);
    expect([...ids].sort().reverse()).to.deep.equal(ids);
  });

  it('is not buffered again and again for a client that requests it repeatedly and reads nothing', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const user = bob.user.username;
    await Promise.all(Array.from({ length: 130 }, () => alice.askRaw('send-message', { user, message: text })));
    const answered = async () => {
      const metrics = await (await server().request('/metrics')).text();
      const line = /_count\{event="fetch-conversation-with-user",outcome="ok"\} (\d+)/.exec(metrics);
      return Number(line?.[1] ?? 0);
    };
    const greedy = await RawClient.join(server().port, alice.user.token);
    const start = await answered();
    greedy.pause();
    for (let id = 0; id < 90; id += 1) {
      greedy.send(`42/chat,${id}["fetch-conversation-with-user",{"user":"${user}"}]`);
    }
    // Others are served meanwhile, and long enough for the server to do all it would.
    for (let round = 0; round < 40; round += 1) await bob.askRaw('fetch-users', {});
    expect((await answered()) - start).to.be.lessThan(45);
    greedy.resume();
    for (let id = 0; id < 90; id += 1) expect(await greedy.next(`43/chat,${id}[`)).to.include('"hasMore":true');
  });

  it('is refused with unavailable from a hundred waiting requests of one client on', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const ask = () => alice.askRaw('fetch-conversation-with-user', { user: bob.user.username });
    const replies = await Promise.all(Array.from({ length: 110 }, ask));
    const refused = replies.filter((reply) => Object(reply).error);
    // Some may have been answered before the last were read.
    expect(refused.length).to.be.within(1, 10);
    expect(refused.every((reply) => Object(reply).error.code === 'unavailable')).to.equal(true);
    expect(Object(await ask()).hasMore).to.equal(false);
  });
});
