import { expect } from 'chai';
import { parseDatabaseUrl } from '../../src/storage/database-url.js';

describe('a database URL', () => {
  const understood: Record<string, object> = {
    'mysql://chat:secret@db.example.org:3307/messenger': {
      dialect: 'mysql',
      host: 'db.example.org',
      port: 3307,
      user: 'chat',
      password: 'secret',
      database: 'messenger',
    },
    'mysql://a%40b:p%2Fw%3A%23@[::1]/chat-1': {
      dialect: 'mysql',
      host: '::1',
      port: 3306,
      user: 'a@b',
      password: 'p/w:#',
      database: 'chat-1',
    },
    'sqlite:/var/lib/a b/100%.sqlite': { dialect: 'sqlite', filename: '/var/lib/a b/100%.sqlite' },
    'sqlite:data/chat.sqlite': { dialect: 'sqlite', filename: `${process.cwd()}/data/chat.sqlite` },
  };
  for (const [url, location] of Object.entries(understood)) {
    it(`is understood: ${url}`, () => {
      expect(parseDatabaseUrl(url)).to.deep.equal(location);
    });
  }

  const refused = [
    '',
    'postgres://chat:secret@db/messenger',
    'mysql://chat:secret@db',
    'mysql://chat:secret@db:port/messenger',
    'mysql:messenger',
    'mysql://chat:secret@db/messenger?ssl=true',
    'mysql://chat:secret%E0@db/messenger',
    'sqlite:',
    'sqlite::memory:',
  ];
  for (const url of refused) {
    it(`is refused without repeating the password: ${url || 'nothing'}`, () => {
      expect(() => parseDatabaseUrl(url))
        .to.throw(TypeError, /mysql:\/\/user:password@host/)
        .with.property('message')
        .that.does.not.contain('secret');
    });
  }
});
