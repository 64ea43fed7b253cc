import { expect } from 'chai';
import { sharedServer } from './support/server.js';

describe('the log', () => {
  const server = sharedServer({ environment: { LOG_LEVEL: 'trace', LIMIT_SENDS: '5/100' } });

  it('contains no token, password or message at level trace, whether operations succeed or fail', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    const body = 'for your eyes only';
    const media = ['https://media.example/for-your-eyes-only.jpg'];
    const { chat } = await alice.ask('send-message', {
      user: bob.username,
      message: body,
      media,
      clientMessageId: 'eyes',
    });
    await alice.ask('send-message', { user: bob.username, message: body, clientMessageId: 'eyes' });
    await bob.ask('read-chat', { id: chat.id });
    await bob.ask('fetch-conversation-with-user', { user: alice.username });
    await alice.refusal('send-message', { user: 'nobody-here', message: body });
    await alice.refusal('send-message', { user: bob.username, message: body, extra: body });
    await alice.refusal(body, { message: body });
    for (let n = 0; n < 8; n += 1) await alice.askRaw('send-message', { user: bob.username, message: body });
    const { username, password, token } = alice.user;
    await server().request('/auth/login', { json: { username, password } });
    await server().request('/auth/login', { json: { username, password: `${password} wrong` } });
    await server().request('/auth/register', { json: { username, password } });
    await server().request('/auth/register', { json: { username: password, password: 7 } });
    await server().request(`/auth/${token}?password=${password}`);
    await server()
      .open({ token: `${token}x` })
      .next('auth-failed');
    await server().deleteAccount(alice.user);
    await alice.disconnected();
    await server().open({ token }).next('auth-failed');
    await server().stop();
    const log = server().logLines.join('');
    for (const secret of [body, 'eyes', token, token.split('.')[2] ?? token, bob.user.token, password, '$argon2id']) {
      expect(log.includes(secret), secret).to.equal(false);
    }
  });
});
