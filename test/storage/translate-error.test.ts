import { expect } from 'chai';
import { MessengerError } from '../../src/errors.js';
import { translated, translateError } from '../../src/storage/translate-error.js';

function driverError(message: string, properties: object): Error {
  return Object.assign(new Error(message), properties);
}

describe('what a database driver throws', () => {
  const unavailable = [
    driverError('connect ECONNREFUSED 127.0.0.1:3306', { code: 'ECONNREFUSED', fatal: true }),
    Object.assign(new AggregateError([new Error('::1'), new Error('127.0.0.1')]), { code: 'ECONNREFUSED' }),
    driverError('read ECONNRESET', { code: 'ECONNRESET' }),
    driverError('write EPIPE', { code: 'EPIPE' }),
    driverError('connect ETIMEDOUT', { code: 'ETIMEDOUT', fatal: true }),
    driverError('getaddrinfo ENOTFOUND db', { code: 'ENOTFOUND' }),
    driverError('Connection lost: The server closed the connection.', { code: 'PROTOCOL_CONNECTION_LOST' }),
    driverError("Can't add new command when connection is in closed state", { fatal: true }),
    driverError('Too many connections', { code: 'ER_CON_COUNT_ERROR' }),
    driverError('User already has more than max', { code: 'ER_TOO_MANY_USER_CONNECTIONS' }),
    driverError('Server shutdown in progress', { code: 'ER_SERVER_SHUTDOWN' }),
    driverError('Connection was killed', { code: 'ER_CONNECTION_KILLED' }),
    driverError('Deadlock found', { code: 'ER_LOCK_DEADLOCK' }),
    driverError('Lock wait timeout exceeded', { code: 'ER_LOCK_WAIT_TIMEOUT' }),
    driverError('Knex: Timeout acquiring a connection.', { name: 'KnexTimeoutError' }),
    driverError('aborted', {}),
    driverError('Unable to acquire a connection', {}),
    driverError('database is locked', { code: 'SQLITE_BUSY' }),
    driverError('database or disk is full', { code: 'SQLITE_FULL' }),
    driverError('disk I/O error', { code: 'SQLITE_IOERR_WRITE' }),
  ];
  for (const error of unavailable) {
    it(`is unavailable for "${error.message || error.name}"`, () => {
      const translation = translateError(error);
      expect(translation).to.be.instanceOf(MessengerError).and.to.include({ code: 'unavailable', cause: error });
    });
  }

  const taken = [
    driverError("insert … - Duplicate entry 'bob' for key 'accounts_username_key'", { code: 'ER_DUP_ENTRY' }),
    driverError("insert … - Duplicate entry 'bob' for key 'accounts.accounts_username_key'", { code: 'ER_DUP_ENTRY' }),
    driverError('insert … - UNIQUE constraint failed: accounts.username_key', { code: 'SQLITE_CONSTRAINT_UNIQUE' }),
  ];
  for (const error of taken) {
    it(`is a taken name for "${error.message}"`, () => {
      expect(translateError(error)).to.include({ code: 'username-taken', cause: error });
    });
  }

  const others: unknown[] = [
    driverError("Duplicate entry 'accounts_username_key' for key 'chats_client_message'", { code: 'ER_DUP_ENTRY' }),
    driverError('UNIQUE constraint failed: chats.id', { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }),
    driverError('You have an error in your SQL syntax', { code: 'ER_PARSE_ERROR' }),
    new TypeError('x is not a function'),
    new MessengerError('user-not-found'),
    'a text',
    undefined,
  ];
  for (const thrown of others) {
    it(`stays as it is for ${thrown instanceof Error ? `"${thrown.message}"` : String(thrown)}`, () => {
      expect(translateError(thrown)).to.equal(thrown);
    });
  }

  it("loses the statement, which holds people's messages", () => {
    const error = driverError('Data too long', { code: 'ER_DATA_TOO_LONG', sql: "INSERT … 'a secret'" });
    expect(translateError(error)).not.to.have.property('sql');
  });

  it('is translated for whoever waits', async () => {
    const error = driverError('read ECONNRESET', { code: 'ECONNRESET' });
    const reason = await translated(() => Promise.reject(error)).catch((thrown: unknown) => thrown);
    expect(reason).to.include({ code: 'unavailable', cause: error });
    expect(await translated(() => Promise.resolve(7))).to.equal(7);
  });
});
