import type { Socket } from 'node:net';
import { expect } from 'chai';
import { connect } from '../../src/storage/connect.js';
import { migrate } from '../../src/storage/migrate.js';
import { createStorage, openStorage } from '../../src/storage/open-storage.js';
import { freePort } from '../support/free-port.js';
import { leaveOut, privateMysqlServer } from '../support/mariadb.js';
import type { MariadbProcess } from '../support/mariadb-process.js';
import { codeOf, createAccounts, createPeople, sendMany } from './fixture.js';

describe('storage on MySQL, when the database goes away', function () {
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

  it('is unavailable when it cannot start', async () => {
    const start = performance.now();
    expect(await codeOf(openStorage(`mysql://root@127.0.0.1:${await freePort()}/none`))).to.equal('unavailable');
    expect(performance.now() - start).to.be.below(5000);
  });

  it('is unavailable while the database is down, and works again when it is back, with all it had stored', async () => {
    const storage = await openStorage(url);
    const { alice, bob } = await createPeople(storage);
    const pair = { senderId: alice, recipientId: bob };
    const append = () => storage.chats.append({ ...pair, message: 'x' });
    const sent = await sendMany(storage, pair, 300);

    const inFlight = Promise.allSettled(Array.from({ length: 600 }, append));
    await server.kill();
    const stored = (await inFlight).filter((result) => {
      if (result.status === 'rejected') {
        expect(result.reason).to.have.property('code', 'unavailable');
      }
      return result.status === 'fulfilled';
    }).length;

    const start = performance.now();
    const calls = [
      append(),
      storage.chats.markRead(sent[0]?.id ?? '', bob),
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
    // What was acknowledged is there; a commit whose answer was lost may be, too.
    expect(await storage.chats.countUnread(bob, alice)).to.be.at.least(300 + stored);
    const { chat, unreadCount } = await append();
    const { chats } = await storage.chats.findPage({ accountId: alice, otherId: bob, limit: 1000 });
    expect(chats).to.have.length(unreadCount);
    expect(chats[0]).to.deep.equal(chat);
    await storage.close();
  });

  it('is unavailable when the database does not answer, and works again when it does', async () => {
    await migrate(url);
    const storage = createStorage(connect(url, { silenceMs: 500 }));
    await storage.ping();
    const [alice = 0, bob = 0] = (await createAccounts(storage, 'hugo', 'ines')).map(({ id }) => id);
    await server.pause();
    const calls = [
      storage.ping(),
      storage.chats.countUnread(bob, alice),
      storage.chats.append({ senderId: alice, recipientId: bob, message: 'x' }),
    ];
    const codes = await Promise.all(calls.map(codeOf));
    server.resume();
    expect(codes).to.deep.equal(calls.map(() => 'unavailable'));
    await storage.ping();
    await storage.chats.append({ senderId: alice, recipientId: bob, message: 'x' });
    await storage.close();
  });

  it('closes while the database does not answer, and nothing comes after', async () => {
    const database = connect(url, { silenceMs: 500 });
    const storage = createStorage(database);
    await storage.ping();
    const connection: { readonly stream: Socket } = await database.knex.client.acquireConnection();
    database.knex.client.releaseConnection(connection);
    const ended = new Promise((resolve) => connection.stream.once('close', resolve));
    await server.pause();
    await storage.close();
    await ended;
    server.resume();
    expect(connection.stream.destroyed).to.equal(true);
  });
});
