import { expect } from 'chai';
import { parseDatabaseUrl } from '../../src/storage/database-url.js';
import { migrateMysql } from '../../src/storage/migrate.js';
import { openMysql } from '../../src/storage/mysql/open-mysql.js';
import { createStorage, openStorage } from '../../src/storage/open-storage.js';
import { freePort } from '../support/free-port.js';
import { leaveOut, privateMysqlServer } from '../support/mariadb.js';
import type { MariadbProcess } from '../support/mariadb-process.js';
import { append, codeOf, createAccounts, createPeople, markRead, sendMany, unreadCountOf } from './fixture.js';

describe('storage on MySQL during an outage', function () {
  this.timeout(30_000);
  let server: MariadbProcess;
  let url: string;
  before(async function () {
    const found = (await privateMysqlServer()) ?? leaveOut(this);
    server = found.process;
    url = await found.createDatabase();
  });
  afterEach(() => server.resume());
  after(() => server?.kill());

  it('rejects with unavailable when it cannot start', async () => {
    const start = performance.now();
    expect(await codeOf(openStorage(`mysql://root@127.0.0.1:${await freePort()}/none`))).to.equal('unavailable');
    expect(performance.now() - start).to.be.below(5000);
  });

  it('rejects with unavailable while the database is down, and works with all stored messages when the database is back', async () => {
    const storage = await openStorage(url);
    const { alice, bob } = await createPeople(storage);
    const pair = { senderId: alice, recipientId: bob };
    const send = () => append(storage, { ...pair, message: 'x' });
    const sent = await sendMany(storage, pair, 300);

    const inFlight = Promise.allSettled(Array.from({ length: 600 }, send));
    await server.kill();
    const stored = (await inFlight).filter((result) => {
      if (result.status === 'rejected') {
        expect(result.reason).to.have.property('code', 'unavailable');
      }
      return result.status === 'fulfilled';
    }).length;

    const start = performance.now();
    const calls = [
      send(),
      markRead(storage, sent[0]?.id ?? '', bob),
      storage.chats.countUnread(bob, alice),
      storage.chats.findPage({ accountId: alice, otherId: bob, limit: 10 }),
      storage.accounts.create('dora', null),
      storage.accounts.findByUsername('alice'),
      storage.accounts.list({ exceptId: alice }),
      storage.accounts.remove(999),
      storage.ping(),
    ];
    expect(await Promise.all(calls.map(codeOf))).to.deep.equal(calls.map(() => 'unavailable'));
    expect(performance.now() - start).to.be.below(6000);

    await server.start();
    await storage.ping();
    // Acknowledged messages are stored; a commit whose answer was lost may be stored too.
    expect(await storage.chats.countUnread(bob, alice)).to.be.at.least(300 + stored);
    const appended = await send();
    const { chats } = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 1000 });
    expect(chats).to.have.length(unreadCountOf(appended));
    expect(chats[0]).to.deep.equal(appended.chat);
    await storage.close();
  });

  it('rejects with unavailable when the database does not answer, and works when it answers again', async () => {
    const location = parseDatabaseUrl(url);
    if (location.dialect !== 'mysql') throw new TypeError('The database is not MySQL.');
    await migrateMysql(location);
    const storage = createStorage(openMysql(location, { silenceMs: 500 }));
    await storage.ping();
    const [alice = 0, bob = 0] = (await createAccounts(storage, 'hugo', 'ines')).map(({ id }) => id);
    await server.pause();
    const calls = [
      storage.ping(),
      storage.chats.countUnread(bob, alice),
      append(storage, { senderId: alice, recipientId: bob, message: 'x' }),
    ];
    const codes = await Promise.all(calls.map(codeOf));
    server.resume();
    expect(codes).to.deep.equal(calls.map(() => 'unavailable'));
    await storage.ping();
    await append(storage, { senderId: alice, recipientId: bob, message: 'x' });
    await storage.close();
  });

  it('closes while the database does not answer', async () => {
    const location = parseDatabaseUrl(url);
    if (location.dialect !== 'mysql') throw new TypeError('The database is not MySQL.');
    const storage = createStorage(openMysql(location, { silenceMs: 500 }));
    const [alice = 0, bob = 0] = (await createAccounts(storage, 'jan', 'kim')).map(({ id }) => id);
    await server.pause();
    const sending = codeOf(append(storage, { senderId: alice, recipientId: bob, message: 'x' }));
    const start = performance.now();
    await storage.close();
    expect(performance.now() - start).to.be.below(5_000);
    expect(await sending).to.equal('unavailable');
    expect(await codeOf(storage.ping())).to.equal('unavailable');
  });
});
