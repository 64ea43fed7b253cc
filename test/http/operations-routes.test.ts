import { expect } from 'chai';
import { clientOperations, errorCodes } from '../../generated/operations.js';
import { sharedServer } from '../support/server.js';

describe('operationsRoutes', () => {
  const server = sharedServer();

  it('reports that the server is alive and ready', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const response = await server().request(path);
      expect([response.status, await response.json()]).to.deep.equal([200, { status: 'ok' }]);
    }
  });

  it('counts connections, refused connections and operations, with labels from closed lists', async () => {
    const [alice, bob] = await Promise.all([server().join('alice'), server().join('bob')]);
    await alice.say(bob);
    await alice.refusal('read-chat', { id: 'none' });
    await alice.refusal(`shout-${alice.username}`, {});
    await alice.refusal('__proto__', {});
    await server().open({ token: 'not-a-token' }).next('auth-failed');
    const metrics = async () => (await server().request('/metrics')).text();
    const text = await metrics();
    expect(text).to.match(/^messenger_connections 2$/m);
    expect(text).to.match(/^messenger_connections_refused_total\{reason="invalid-token"\} 1$/m);
    expect(text).to.match(/^messenger_operation_duration_seconds_count\{event="send-message",outcome="ok"\} 1$/m);
    expect(text).to.match(
      /^messenger_operation_duration_seconds_count\{event="read-chat",outcome="chat-not-found"\} 1$/m,
    );
    expect(text).to.match(
      /^messenger_operation_duration_seconds_count\{event="unknown",outcome="validation-failed"\} 2$/m,
    );
    expect(text).to.match(/^process_cpu_seconds_total /m);
    const labels = (name: string) =>
      new Set([...text.matchAll(new RegExp(`messenger_[^\\n]*\\b${name}="([^"]*)"`, 'g'))].map(([, value]) => value));
    expect([...Object.keys(clientOperations), 'unknown']).to.include.members([...labels('event')]);
    expect([...errorCodes, 'ok']).to.include.members([...labels('outcome')]);
    expect(text).not.to.include(alice.username);
    alice.close();
    bob.close();
    await server().join('carol');
    expect(await metrics()).to.match(/^messenger_connections 1$/m);
  });
});
