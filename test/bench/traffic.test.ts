import { expect } from 'chai';
import type { Target } from '../../bench/load/commands.js';
import { recipientOf } from '../../bench/load/message.js';
import { usernameOf } from '../../bench/load/people.js';
import { Traffic } from '../../bench/load/traffic.js';
import { startServer, type TestServer } from '../support/server.js';

const secret = 'a secret of the tests, of 32 bytes or more';
const people = 5;

describe('The load', () => {
  let server: TestServer;

  before(async () => {
    server = await startServer({ environment: { JWT_SECRET: secret } });
    for (let number = 0; number < people; number += 1) {
      const json = { username: usernameOf(number), password: 'correct horse battery' };
      expect((await server.request('/auth/register', { json })).status).to.equal(201);
    }
  });

  after(() => server.close());

  function target(signedWith = secret): Target {
    return {
      port: server.port,
      wire: 'socket.io',
      pid: process.pid,
      databasePid: undefined,
      secret: signedWith,
      isCounting: true,
    };
  }

  it('gets every acknowledgement, `chat` and `unread-chats-count` of a real server exactly once', async () => {
    const traffic = await Traffic.connect(target(), people);
    const acknowledgedTo: number[] = [];
    traffic.onAcknowledged = (sender) => acknowledgedTo.push(sender);
    for (let message = 0; message < 20; message += 1) traffic.send(message % people);
    while (traffic.ledger.outstanding > 0) await new Promise(setImmediate);
    await traffic.finish();
    expect(traffic.acknowledged).to.equal(20);
    expect(traffic.deliveries.count).to.equal(20);
    expect(acknowledgedTo.sort()).to.deep.equal([0, 1, 2, 3, 4].flatMap((sender) => [sender, sender, sender, sender]));
  });

  it('fails when somebody is not let in', async () => {
    const failure = await Traffic.connect(target('another secret, of 32 bytes or more, too'), people)
      .then((traffic) => traffic.finish())
      .catch((error: unknown) => error);
    expect(String(failure)).to.contain('not let in: {"reason":"invalid-token"}');
  });

  it('has nobody write to themselves, and everyone be written to', () => {
    for (const count of [2, 5, 200]) {
      const recipients = new Set<number>();
      for (let sender = 0; sender < count; sender += 1) {
        for (let turn = 0; turn < 8; turn += 1) {
          const recipient = recipientOf(sender, turn, count);
          expect(recipient).not.to.equal(sender);
          recipients.add(recipient);
        }
      }
      expect(recipients.size).to.equal(count);
    }
  });
});
