import { expect } from 'chai';
import { SignJWT } from 'jose';
import { sharedServer } from '../support/server.js';

describe('a session whose token expires', () => {
  const secret = 'a secret of this test that is long enough';
  const server = sharedServer({ environment: { TOKEN_TTL: '2', JWT_SECRET: secret } });

  it('ends with auth-failed on each of its sockets, and waiting sockets receive user-offline', async () => {
    const alice = await server().join('alice');
    const second = await server().connect(alice.user);
    await alice.settled();
    const { username } = await server().register('watcher');
    const lasting = new SignJWT({ username }).setProtectedHeader({ alg: 'HS256' });
    const watcher = server().open({ token: await lasting.sign(new TextEncoder().encode(secret)) }, username);
    await watcher.connected();
    await watcher.ask('wait-for-user', { user: alice.username });
    for (const socket of [alice, second]) {
      expect(await socket.next('auth-failed')).to.deep.equal({ reason: 'expired-token' });
      await socket.disconnected();
    }
    expect(await watcher.next('user-offline')).to.deep.equal({ user: alice.username });
    const late = server().open({ token: alice.user.token });
    expect(await late.next('auth-failed')).to.deep.equal({ reason: 'expired-token' });
  });

  it('does not keep the user from connecting with a new token', async () => {
    const alice = await server().join('alice');
    await alice.next('auth-failed');
    const { username, password } = alice.user;
    const { token } = await (await server().request('/auth/login', { json: { username, password } })).json();
    const again = server().open({ token });
    await again.connected();
    await again.settled();
  });
});
