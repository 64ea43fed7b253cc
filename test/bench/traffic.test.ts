import { expect } from 'chai';
import type { Target } from '../../bench/load/commands.js';
import { usernameOf } from '../../bench/load/people.js';
import { Traffic } from '../../bench/load/traffic.js';
import { workloads } from '../../bench/load/workloads.js';
import { startServer, type TestServer } from '../support/server.js';

const secret = 'a secret of the tests, of 32 bytes or more';
const people = 5;
const conversations = 10;

describe('The load', () => {
  let server: TestServer;

  // The ledger expects unread counts from 0 on, so each test has a new server.
  beforeEach(async () => {
    server = await startServer({ environment: { JWT_SECRET: secret, LIMIT_SENDS: 'off' } });
    for (let number = 0; number < people; number += 1) {
      const json = { username: usernameOf(number), password: 'correct horse battery' };
      expect((await server.request('/auth/register', { json })).status).to.equal(201);
    }
  });

  afterEach(() => server.close());

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

  it('receives every acknowledgement, `chat` and `unread-chats-count` of a real server exactly once', async () => {
    const traffic = await Traffic.connect(target(), people, conversations);
    const acknowledgedTo: number[] = [];
    traffic.onCompleted = (sender) => acknowledgedTo.push(sender);
    for (let message = 0; message < 20; message += 1) traffic.send(message % people);
    while (traffic.ledger.outstanding > 0) await new Promise(setImmediate);
    await traffic.finish();
    expect(traffic.completed.send).to.equal(20);
    expect(traffic.deliveries.count).to.equal(20);
    expect(acknowledgedTo.sort()).to.deep.equal([0, 1, 2, 3, 4].flatMap((sender) => [sender, sender, sender, sender]));
  });

  it('fails when the server rejects a client', async () => {
    const failure = await Traffic.connect(target('another secret, of 32 bytes or more, too'), people, conversations)
      .then((traffic) => traffic.finish())
      .catch((error: unknown) => error);
    expect(String(failure)).to.contain('the server rejected the client: {"reason":"invalid-token"}');
  });

  for (const workload of ['mixed', 'retries'] as const) {
    it(`finds no problem in the workload "${workload}" on a real server`, async () => {
      const traffic = await Traffic.connect(target(), people, conversations);
      const turns = Array<number>(people).fill(0);
      const startNext = (client: number): void => {
        const turn = turns[client] ?? 0;
        turns[client] = turn + 1;
        if (turn < 100) workloads[workload](traffic, client, turn);
      };
      traffic.onCompleted = startNext;
      for (let client = 0; client < people; client += 1) {
        startNext(client);
        startNext(client);
      }
      while (turns.some((turn) => turn < 100) && !traffic.hasFailed) await new Promise(setImmediate);
      await traffic.finish();
      const { send, retry, read, fetch } = traffic.completed;
      if (workload === 'retries') {
        expect(send + retry).to.equal(100 * people);
        expect(retry / send).to.be.closeTo(0.05, 0.01);
      } else {
        expect(send + read + fetch).to.equal(100 * people);
        expect(fetch / (100 * people)).to.equal(0.1);
        expect(read / (100 * people)).to.be.closeTo(0.3, 0.05);
      }
    });
  }
});
