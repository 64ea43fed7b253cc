import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { openStorage } from '../../src/storage/open-storage.js';
import { sharedServer, startServer } from '../support/server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const password = 'correct horse battery';
let count = 0;
/** A username that no other test of this file uses. */
const newName = () => {
  count += 1;
  return `Person-${count}`;
};

describe('POST /auth/register', () => {
  const server = sharedServer();

  it('answers 201 with a valid token and the user', async () => {
    const username = newName();
    const response = await server().request('/auth/register', { json: { username, password } });
    expect(response.status).to.equal(201);
    expect(response.headers.get('cache-control')).to.equal('no-store');
    const { token, user, ...rest } = await response.json();
    expect([user, rest]).to.deep.equal([{ username, isOnline: false }, {}]);
    const client = server().open({ token });
    await client.connected();
    await client.settled();
  });

  it('answers 409 when the username is taken in any case, also for parallel requests', async () => {
    const username = newName();
    const names = [username, username.toLowerCase(), username.toUpperCase(), username];
    const responses = await Promise.all(
      names.map((name) => server().request('/auth/register', { json: { username: name, password } })),
    );
    expect(responses.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
    const late = await server().request('/auth/register', { json: { username, password } });
    expect(await late.json()).to.deep.equal({
      error: { code: 'username-taken', message: 'That username is taken.' },
    });
  });

  for (const { what, body, paths } of [
    { what: 'no username', body: { password }, paths: ['/username'] },
    { what: 'no password', body: { username: 'x' }, paths: ['/password'] },
    { what: 'neither', body: {}, paths: ['/username', '/password'] },
    { what: 'null for both', body: { username: null, password: null }, paths: ['/username', '/password'] },
    { what: 'arrays', body: { username: ['a'], password: ['correct horse'] }, paths: ['/username', '/password'] },
    { what: 'an empty username', body: { username: '', password }, paths: ['/username'] },
    { what: 'a username of 65 characters', body: { username: 'a'.repeat(65), password }, paths: ['/username'] },
    { what: 'a space in the username', body: { username: 'a b', password }, paths: ['/username'] },
    { what: 'a slash in the username', body: { username: 'a/b', password }, paths: ['/username'] },
    { what: 'a Cyrillic letter in the username', body: { username: 'аlice', password }, paths: ['/username'] },
    { what: 'a line break after the username', body: { username: 'alice\n', password }, paths: ['/username'] },
    { what: 'a password of 7 characters', body: { username: 'x', password: '1234567' }, paths: ['/password'] },
    { what: 'a password of 129 characters', body: { username: 'x', password: 'a'.repeat(129) }, paths: ['/password'] },
    {
      what: 'a lone surrogate in the password',
      body: { username: 'x', password: `${password}\ud83d` },
      paths: ['/password'],
    },
    { what: 'an unknown field', body: { username: 'x', password, admin: true }, paths: ['/admin'] },
    { what: 'an array', body: [], paths: [''] },
    { what: 'null', body: null, paths: [''] },
    { what: 'a string', body: 'alice', paths: [''] },
  ]) {
    it(`answers 400 to ${what}, and names ${paths.map((path) => path || 'the body').join(' and ')}`, async () => {
      const response = await server().request('/auth/register', { json: body });
      expect(response.status).to.equal(400);
      const { error } = await response.json();
      expect(error.code).to.equal('validation-failed');
      expect(error.details.map(({ path }: { path: string }) => path)).to.deep.equal(paths);
    });
  }

  for (const { what, body, type } of [
    { what: 'that is not JSON', body: '{"username":', type: 'application/json' },
    {
      what: 'that is a form',
      body: 'username=alice&password=secret-secret',
      type: 'application/x-www-form-urlencoded',
    },
    { what: 'with the content type text/plain', body: '{"username":"x","password":"12345678"}', type: 'text/plain' },
    { what: 'in an unknown charset', body: '{}', type: 'application/json; charset=x-none' },
    { what: 'that is too large', body: JSON.stringify({ username: 'a'.repeat(5_000) }), type: 'application/json' },
    { what: 'of arrays nested 1,500 deep', body: '['.repeat(1_500) + ']'.repeat(1_500), type: 'application/json' },
  ]) {
    it(`answers 400 to a body ${what}, without quoting the body`, async () => {
      const response = await server().request('/auth/register', {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      expect(response.status).to.equal(400);
      const text = await response.text();
      expect(JSON.parse(text).error.code).to.equal('validation-failed');
      expect(text)
        .not.to.include('username')
        .and.not.to.match(/\n|\bat [^t]|SyntaxError/);
    });
  }

  it('stores the password as an Argon2id hash with the parameters that OWASP recommends', async () => {
    const data = temporaryFolder();
    const databaseUrl = `sqlite:${data.path}/file.sqlite`;
    const own = await startServer({ databaseUrl });
    const alice = await own.register('alice');
    await own.close();
    const storage = await openStorage(databaseUrl);
    const stored = (await storage.accounts.findByUsername(alice.username))?.passwordHash;
    await storage.close();
    expect(stored).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(readFileSync(`${data.path}/file.sqlite`).includes(alice.password)).to.equal(false);
    data.remove();
  });
});

describe('POST /auth/login', () => {
  const server = sharedServer({ environment: { LIMIT_LOGINS: 'off' } });

  it('answers 200 with a valid token and whether the user is online, for the username in any case', async () => {
    const alice = await server().join('Alice');
    const { username, password: own } = alice.user;
    for (const name of [username, username.toUpperCase()]) {
      const response = await server().request('/auth/login', { json: { username: name, password: own } });
      expect([response.status, response.headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
      const { token, user } = await response.json();
      expect(user).to.deep.equal({ username, isOnline: true });
      const client = server().open({ token });
      await client.connected();
      await client.settled();
    }
  });

  for (const own of ['12345678', '\u{1f600}'.repeat(128), 'a'.repeat(128), ' spaces at both ends ', 'pässwörd-密码']) {
    it(`accepts a password of ${[...own].length} characters (${own.slice(0, 8)}…), and no other password`, async () => {
      const username = newName();
      await server().request('/auth/register', { json: { username, password: own } });
      const logIn = async (attempt: string) =>
        (await server().request('/auth/login', { json: { username, password: attempt } })).status;
      expect(await logIn(own)).to.equal(200);
      for (const wrong of [
        `${own}x`,
        own.slice(0, -1),
        own.trim() === own ? ` ${own}` : own.trim(),
        '',
        'x'.repeat(500),
      ]) {
        expect(await logIn(wrong)).to.equal(401);
      }
    });
  }

  it('answers the same 401 whether the user exists or not', async () => {
    const alice = await server().register('alice');
    const answers = await Promise.all(
      [alice.username, 'nobody-here', 'no name', ''].map(async (username) => {
        const response = await server().request('/auth/login', { json: { username, password: 'wrong password' } });
        return {
          status: response.status,
          body: await response.json(),
          challenge: response.headers.get('www-authenticate'),
        };
      }),
    );
    for (const answer of answers) {
      expect(answer).to.deep.equal({
        status: 401,
        body: { error: { code: 'invalid-credentials', message: 'The username or the password is wrong.' } },
        challenge: 'Bearer',
      });
    }
  });

  for (const { what, body, path } of [
    { what: 'no username', body: { password }, path: '/username' },
    { what: 'no password', body: { username: 'x' }, path: '/password' },
    { what: 'a number for a password', body: { username: 'x', password: 12345678 }, path: '/password' },
    { what: 'an unknown field', body: { username: 'x', password, otp: 1 }, path: '/otp' },
  ]) {
    it(`answers 400 to ${what}, and names ${path}`, async () => {
      const response = await server().request('/auth/login', { json: body });
      expect(response.status).to.equal(400);
      expect((await response.json()).error.details[0].path).to.equal(path);
    });
  }
});

describe('DELETE /auth/account', () => {
  const server = sharedServer();

  for (const { what, headers } of [
    { what: 'no token', headers: {} },
    { what: 'an invalid token', headers: { authorization: 'Bearer not-a-token' } },
    { what: 'an empty token', headers: { authorization: 'Bearer ' } },
    { what: 'another scheme', headers: { authorization: 'Basic YTpi' } },
  ]) {
    it(`answers 401 to ${what}`, async () => {
      const response = await server().request('/auth/account', { method: 'DELETE', headers });
      expect([response.status, response.headers.get('www-authenticate')]).to.deep.equal([401, 'Bearer']);
      expect(await response.json()).to.deep.equal({
        error: { code: 'unauthorized', message: 'A valid token is needed.' },
      });
    });
  }

  it('answers 204 with an empty body', async () => {
    const response = await server().deleteAccount(await server().register('alice'));
    expect([response.status, await response.text()]).to.deep.equal([204, '']);
  });
});
