import { expect } from 'chai';
import { errorCodes } from '../../generated/operations.js';
import { MessengerError, toWireError } from '../../src/errors.js';
import { statusByCode } from '../../src/http/error-handler.js';
import { sharedServer } from '../support/server.js';

describe('errorHandler', () => {
  const server = sharedServer();

  it('has a status for each error code of the contract', () => {
    expect(Object.keys(statusByCode)).to.include.members([...errorCodes]);
  });

  it('sends a code and a message for each error, without its cause', () => {
    for (const code of Object.keys(statusByCode) as (keyof typeof statusByCode)[]) {
      const wire = toWireError(new MessengerError(code, { cause: new Error('SELECT password FROM accounts') }));
      expect(Object.keys(wire)).to.deep.equal(['code', 'message']);
      expect(wire.message).to.match(/^[A-Z].*\.$/);
    }
  });

  it('answers 400 to a body that does not match its content-encoding', async () => {
    const response = await server().request('/auth/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: '{}',
    });
    expect([response.status, (await response.json()).error.code]).to.deep.equal([400, 'validation-failed']);
  });

  for (const { method, path } of [
    { method: 'GET', path: '/nothing' },
    { method: 'GET', path: '/auth' },
    { method: 'GET', path: '/auth/register' },
    { method: 'PUT', path: '/auth/account' },
    { method: 'POST', path: '/healthz' },
    { method: 'GET', path: '/docs/nothing.html' },
    { method: 'GET', path: '/docs/..%2f..%2fpackage.json' },
    { method: 'GET', path: '/docs/%2e%2e/asyncapi.json/../../package.json' },
    { method: 'GET', path: '/docs/%00' },
    { method: 'GET', path: '/%E0%A4%A' },
    { method: 'GET', path: '/docs/%E0%A4%A' },
    { method: 'GET', path: '/.env' },
  ]) {
    it(`answers ${method} ${path} with 404 and a JSON error`, async () => {
      const response = await server().request(path, { method });
      expect(response.status).to.equal(404);
      expect(response.headers.get('content-type')).to.match(/^application\/json/);
      expect(await response.json()).to.deep.equal({ error: { code: 'not-found', message: 'There is nothing here.' } });
    });
  }
});
