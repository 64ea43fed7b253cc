import { expect } from 'chai';
import { sharedServer, type TestServer } from '../support/server.js';

const logIn = (server: TestServer, username: string, password: string, headers: Record<string, string> = {}) =>
  server.request('/auth/login', { json: { username, password }, headers });

const expectLimited = async (response: Response, seconds: number) => {
  expect(response.status).to.equal(429);
  const { error } = await response.json();
  expect(error.code).to.equal('rate-limited');
  expect(error.retryAfterMs).to.be.within(1, seconds * 1_000);
  expect(Number(response.headers.get('retry-after'))).to.equal(Math.ceil(error.retryAfterMs / 1_000));
};

describe('LIMIT_LOGINS', () => {
  const server = sharedServer({ environment: { LIMIT_LOGINS: '3/100', TRUSTED_PROXIES: '1' } });
  let addresses = 0;
  const newAddress = () => {
    addresses += 1;
    return { 'x-forwarded-for': `192.0.2.${addresses}` };
  };

  it('limits each account over all addresses, also for the right password', async () => {
    const [alice, bob] = await Promise.all([server().register('alice'), server().register('bob')]);
    for (let n = 0; n < 3; n += 1) {
      expect((await logIn(server(), alice.username, 'wrong password', newAddress())).status).to.equal(401);
    }
    await expectLimited(await logIn(server(), alice.username.toUpperCase(), 'wrong password', newAddress()), 100);
    await expectLimited(await logIn(server(), alice.username, alice.password, newAddress()), 100);
    expect((await logIn(server(), bob.username, bob.password, newAddress())).status).to.equal(200);
  });

  it('limits each address over all accounts', async () => {
    const alice = await server().register('alice');
    const address = newAddress();
    for (let n = 0; n < 3; n += 1) {
      expect((await logIn(server(), `nobody-${n}`, 'wrong password', address)).status).to.equal(401);
    }
    await expectLimited(await logIn(server(), alice.username, alice.password, address), 100);
    expect((await logIn(server(), alice.username, alice.password, newAddress())).status).to.equal(200);
  });

  it('counts no attempt of a limited address against an account', async () => {
    const alice = await server().register('alice');
    const address = newAddress();
    for (let n = 0; n < 20; n += 1)
      await logIn(server(), n < 3 ? `nobody-${n}` : alice.username, 'wrong password', address);
    expect((await logIn(server(), alice.username, alice.password, newAddress())).status).to.equal(200);
  });

  it('treats the addresses of an IPv6 /64 network as one address', async () => {
    const attempt = async (address: string) =>
      (await logIn(server(), `nobody at ${address}`, 'wrong password', { 'x-forwarded-for': address })).status;
    for (const address of ['2001:db8:0:7::1', '2001:db8:0:7:1::2', '2001:db8:0:7:a:b:c:d']) {
      expect(await attempt(address)).to.equal(401);
    }
    expect(await attempt('2001:db8::7:0:0:0:4')).to.equal(429);
    expect(await attempt('2001:db8:0:8::1')).to.equal(401);
  });

  it('counts failures only: a user who knows the password may log in any number of times', async () => {
    const alice = await server().register('alice');
    const address = newAddress();
    for (let n = 0; n < 6; n += 1) {
      expect((await logIn(server(), alice.username, alice.password, address)).status).to.equal(200);
    }
  });

  it('refuses no success when many log in at the same time', async () => {
    const alice = await server().register('alice');
    const address = newAddress();
    const responses = await Promise.all(
      Array.from({ length: 12 }, () => logIn(server(), alice.username, alice.password, address)),
    );
    expect(responses.map(({ status }) => status)).to.deep.equal(Array(12).fill(200));
  });

  it('allows no additional guesses when many are made at the same time', async () => {
    const alice = await server().register('alice');
    const responses = await Promise.all(
      Array.from({ length: 30 }, () => logIn(server(), alice.username, 'wrong password', newAddress())),
    );
    expect(responses.filter(({ status }) => status === 401)).to.have.length(3);
    expect(responses.filter(({ status }) => status === 429)).to.have.length(27);
  });
});

describe('LIMIT_LOGINS, after its time', () => {
  const server = sharedServer({ environment: { LIMIT_LOGINS: '1/1' } });

  it('allows log-ins again', async () => {
    const alice = await server().register('alice');
    await logIn(server(), alice.username, 'wrong password');
    let response = await logIn(server(), alice.username, alice.password);
    expect(response.status).to.equal(429);
    for (const end = Date.now() + 5_000; response.status === 429 && Date.now() < end; ) {
      response = await logIn(server(), alice.username, alice.password);
    }
    expect(response.status).to.equal(200);
  });
});

describe('LIMIT_REGISTRATIONS', () => {
  const server = sharedServer({ environment: { LIMIT_REGISTRATIONS: '2/100' } });

  it('limits each address', async () => {
    await server().register('alice');
    await server().register('bob');
    const json = { username: 'carol', password: 'correct horse battery' };
    await expectLimited(await server().request('/auth/register', { json }), 100);
    expect((await logIn(server(), 'carol', json.password)).status).to.equal(401);
  });

  it('ignores X-Forwarded-For without TRUSTED_PROXIES', async () => {
    const json = { username: 'dave', password: 'correct horse battery' };
    const headers = { 'x-forwarded-for': '192.0.2.99' };
    await expectLimited(await server().request('/auth/register', { json, headers }), 100);
  });
});

describe('LIMIT_LOGINS and LIMIT_REGISTRATIONS with the value off', () => {
  const server = sharedServer({ environment: { LIMIT_LOGINS: 'off', LIMIT_REGISTRATIONS: 'off' } });

  it('limit nothing', async () => {
    const alice = await server().register('alice');
    const responses = await Promise.all(Array.from({ length: 25 }, () => logIn(server(), alice.username, 'wrong one')));
    expect(responses.every(({ status }) => status === 401)).to.equal(true);
    expect((await logIn(server(), alice.username, alice.password)).status).to.equal(200);
  });
});
