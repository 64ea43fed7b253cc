import { expect } from 'chai';
import { createClient } from 'redis';
import { MessengerError } from '../../src/errors.js';
import { type AttemptLimits, createAttemptLimits } from '../../src/identity/attempt-limits.js';
import { RedisProcess } from '../support/redis.js';

const rates = { logins: { count: 3, seconds: 100 }, registrations: { count: 3, seconds: 100 } };

/** The result of a call: `ok`, or the code of its error. An error without a code fails the test. */
const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: unknown) => {
      if (!(error instanceof MessengerError)) throw error;
      if (error.code === 'rate-limited') expect(error.retryAfterMs).to.be.within(90_000, 100_000);
      return error.code;
    },
  );

const fail = ({ logins }: AttemptLimits, key = 'alice') =>
  outcomeOf(
    logins.attempt(key, 'invalid-credentials', () => Promise.reject(new MessengerError('invalid-credentials'))),
  );
const succeed = ({ logins }: AttemptLimits, key = 'alice') =>
  outcomeOf(logins.attempt(key, 'invalid-credentials', () => Promise.resolve()));
const register = ({ registrations }: AttemptLimits, key = '192.0.2.1') => outcomeOf(registrations.consume(key));

describe('limits of attempts, without Redis', () => {
  it('counts failed log-ins by key, and refuses every attempt when the limit is reached', async () => {
    const limits = createAttemptLimits(rates);
    for (let n = 0; n < 3; n += 1) expect(await fail(limits)).to.equal('invalid-credentials');
    expect([await fail(limits), await succeed(limits)]).to.deep.equal(['rate-limited', 'rate-limited']);
    expect(await succeed(limits, 'bob')).to.equal('ok');
  });

  it('counts no success, and no failure with another code', async () => {
    const limits = createAttemptLimits(rates);
    for (let n = 0; n < 10; n += 1) {
      expect(await succeed(limits)).to.equal('ok');
      const unavailable = () => Promise.reject(new MessengerError('unavailable'));
      expect(await outcomeOf(limits.logins.attempt('alice', 'invalid-credentials', unavailable))).to.equal(
        'unavailable',
      );
    }
  });

  it('refuses no success when many run in parallel, and allows no additional guesses in parallel', async () => {
    const limits = createAttemptLimits(rates);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n < 10 ? succeed(limits) : fail(limits, n % 2 ? 'alice' : 'bob'))),
    );
    expect(results.slice(0, 10)).to.deep.equal(Array(10).fill('ok'));
    expect(results.filter((result) => result === 'invalid-credentials')).to.have.length(6);
    expect(results.filter((result) => result === 'rate-limited')).to.have.length(4);
  });

  it('limits nothing without a rate', async () => {
    const limits = createAttemptLimits({ logins: undefined, registrations: undefined });
    for (let n = 0; n < 50; n += 1) {
      expect([await fail(limits), await register(limits)]).to.deep.equal(['invalid-credentials', 'ok']);
    }
  });
});

/** A client as the cluster has it: commands fail at once while the connection is lost. */
function createNodeClient(url: string) {
  const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: () => 20 } });
  return client.on('error', () => {});
}

describe('limits of attempts, over Redis', () => {
  let redis: RedisProcess;
  const clients: ReturnType<typeof createNodeClient>[] = [];

  before(async function () {
    redis = await RedisProcess.create(this);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  after(() => redis?.kill());

  /** The limits of one node, with a Redis client of its own. */
  const startNode = async () => {
    const client = createNodeClient(redis.url);
    clients.push(client);
    await client.connect();
    return { client, limits: createAttemptLimits(rates, client) };
  };
  const startNodes = async () => ({ one: await startNode(), other: await startNode() });

  it('counts failed log-ins of all nodes together', async () => {
    const { one, other } = await startNodes();
    for (const { limits } of [one, other, one]) expect(await fail(limits, 'carol')).to.equal('invalid-credentials');
    for (const { limits } of [one, other]) {
      expect([await fail(limits, 'carol'), await succeed(limits, 'carol')]).to.deep.equal([
        'rate-limited',
        'rate-limited',
      ]);
      expect(await succeed(limits, 'dave')).to.equal('ok');
    }
  });

  it('allows at most one guess more for each further node when they guess in parallel', async () => {
    const { one, other } = await startNodes();
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, n) => fail(n % 2 === 0 ? one.limits : other.limits, 'erin')),
    );
    expect(results.filter((result) => result === 'invalid-credentials').length).to.be.within(3, 4);
  });

  it('counts registrations of all nodes together', async () => {
    const { one, other } = await startNodes();
    const results: string[] = [];
    for (const { limits } of [one, other, one, other, one]) results.push(await register(limits));
    expect(results).to.deep.equal(['ok', 'ok', 'ok', 'rate-limited', 'rate-limited']);
    expect(await register(other.limits, '192.0.2.2')).to.equal('ok');
  });

  it('counts by node while Redis hangs, and answers without waiting for Redis to return', async () => {
    const { limits } = await startNode();
    redis.pause();
    try {
      for (let n = 0; n < 3; n += 1) expect(await register(limits, '192.0.2.3')).to.equal('ok');
      expect(await register(limits, '192.0.2.3')).to.equal('rate-limited');
    } finally {
      redis.resume();
    }
  });

  it('counts by node while Redis is down, and over all nodes again when Redis is back', async () => {
    const { one, other } = await startNodes();
    await redis.kill();
    for (const { limits } of [one, other]) {
      for (let n = 0; n < 3; n += 1) expect(await fail(limits, 'frank')).to.equal('invalid-credentials');
      expect(await succeed(limits, 'frank')).to.equal('rate-limited');
    }
    const ready = [one, other].map(({ client }) => new Promise<void>((resolve) => client.once('ready', resolve)));
    await redis.start();
    await Promise.all(ready);
    for (const { limits } of [one, other, one]) expect(await fail(limits, 'grace')).to.equal('invalid-credentials');
    expect(await succeed(other.limits, 'grace')).to.equal('rate-limited');
  });
});
