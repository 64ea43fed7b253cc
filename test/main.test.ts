import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect } from 'chai';
import { freePort } from './support/free-port.js';
import { MainProcess } from './support/main-process.js';
import { leaveOut, mysqlServer } from './support/mariadb.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('main', () => {
  const data = temporaryFolder();
  const started: MainProcess[] = [];
  const start = (environment: Record<string, string> = {}) => {
    const main = new MainProcess({ DATA_DIR: data.path, ...environment });
    started.push(main);
    return main;
  };
  afterEach(async () => {
    for (const main of started.splice(0)) {
      main.signal('SIGKILL');
      await main.exited();
    }
  });
  after(() => data.remove());

  it('prints its addresses and a command that gets a token as printed, and exits with 0 on SIGINT', async () => {
    const main = start();
    const port = await main.listening();
    expect(main.output).to.include(`ws://127.0.0.1:${port}/chat`).and.include('/ws');
    expect(main.output).to.include(`http://127.0.0.1:${port}/docs/`);
    expect(main.output).to.include(`${data.path}/messenger.sqlite`);
    const [, url, body] = /curl -s (\S+) [\s\S]*-d '([^']+)'/.exec(main.output) ?? [];
    const response = await fetch(String(url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: String(body),
    });
    expect(response.status).to.equal(201);
    const alice = await main.connect({ ...(await response.json()), username: 'alice', password: '' });
    main.signal('SIGINT');
    expect(await main.exited()).to.equal(0);
    await alice.disconnected();
    expect(main.log).to.include('Stopped');
  });

  it('keeps an acknowledged message when the process is killed right after the acknowledgement', async () => {
    const main = start();
    const [alice, bob] = [await main.register('alice-killed'), await main.register('bob-killed')];
    const chat = await (await main.connect(alice)).say(bob, 'acknowledged');
    main.signal('SIGKILL');
    expect(await main.exited()).to.equal(-2);
    const again = start();
    const client = await again.connect(bob);
    const { chats } = await client.ask('fetch-conversation-with-user', { user: alice.username });
    expect(chats).to.deep.equal([chat]);
    client.close();
  });

  it('does not start with an invalid configuration, and lists every problem', async () => {
    const main = start({ PORT: 'http', TOKEN_TTL: '1h', LIMIT_SEND: '1/1', JWT_SECRET: 'hush' });
    expect(await main.exited()).to.equal(2);
    for (const name of ['PORT', 'TOKEN_TTL', 'LIMIT_SEND', 'JWT_SECRET'])
      expect(main.log).to.match(new RegExp(`^  ${name} `, 'm'));
    expect(main.log)
      .not.to.include('hush')
      .and.not.to.match(/^\s+at /m);
    expect(main.output).to.equal('');
  });

  it('does not start on a port that is in use, and says to set PORT', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const main = start({ PORT: port });
    expect(await main.exited()).to.equal(1);
    expect(main.log)
      .to.include(port)
      .and.include('Set PORT')
      .and.not.to.match(/^\s+at /m);
    other.close();
  });

  it('does not start without a reachable database, and logs no password', async () => {
    const main = start({ DATABASE_URL: `mysql://me:hush-hush@127.0.0.1:${await freePort()}/chat` });
    expect(await main.exited()).to.equal(1);
    expect(main.log)
      .to.include('the database cannot be used')
      .and.not.to.include('hush')
      .and.not.to.match(/^\s+at /m);
  });

  it('does not start on an SQLite file that another process uses', async () => {
    await start().listening();
    const second = start();
    expect(await second.exited()).to.equal(1);
    expect(second.log).to.include('in use by another process');
  });

  it('reports on SIGTERM that it is not ready, finishes running operations, and exits with 0', async function () {
    const server = (await mysqlServer()) ?? leaveOut(this);
    const database = server.process ?? leaveOut(this);
    const main = start({ DATABASE_URL: await server.createDatabase() });
    const port = await main.listening();
    const [alice, bob] = [await main.register('alice'), await main.register('bob')];
    const client = await main.connect(alice);
    await database.pause();
    try {
      const underWay = client.ask('send-message', { user: bob.username, message: 'under way' });
      await client.refusal('shout', {});
      main.signal('SIGTERM');
      // The log tells when the process has handled the signal.
      let ready = await fetch(`http://127.0.0.1:${port}/healthz`);
      while (!main.log.includes('Stopping')) ready = await fetch(`http://127.0.0.1:${port}/healthz`);
      expect(ready.status).to.equal(200);
      ready = await fetch(`http://127.0.0.1:${port}/readyz`);
      expect([ready.status, (await ready.json()).status]).to.deep.equal([503, 'draining']);
      expect((await client.refusal('fetch-users', {})).code).to.equal('unavailable');
      database.resume();
      expect((await underWay).chat.message).to.equal('under way');
      expect(await main.exited()).to.equal(0);
    } finally {
      database.resume();
    }
  });

  it('exits at once on a second signal', async function () {
    const server = (await mysqlServer()) ?? leaveOut(this);
    const database = server.process ?? leaveOut(this);
    const main = start({ DATABASE_URL: await server.createDatabase() });
    const [alice, bob] = [await main.register('alice'), await main.register('bob')];
    const client = await main.connect(alice);
    await database.pause();
    try {
      client.emitRaw('send-message', { user: bob.username, message: 'under way' });
      await client.refusal('shout', {});
      main.signal('SIGTERM');
      while (!main.log.includes('Stopping')) await client.refusal('shout', {});
      main.signal('SIGTERM');
      expect(await main.exited()).to.equal(1);
    } finally {
      database.resume();
    }
  });
});
