import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { Client } from '../support/client.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { twoServers } from './two-servers.js';
import { within } from './within.js';

/** A dead node expires 15 s after its last heartbeat, and is removed with the next heartbeat of another, at most 5 s later. */
const boundMs = 20_000 + 5_000;

describe('a killed node', function () {
  this.timeout(boundMs + 30_000);
  const servers = twoServers();
  const data = temporaryFolder();
  let killed: ChildProcess | undefined;
  after(() => {
    killed?.kill('SIGKILL');
    data.remove();
  });

  it('has one user-offline sent for each of its users who is on no other node, and the service continues', async () => {
    const { one, other, environment } = servers();
    killed = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      env: { ...process.env, ...environment, PORT: '0', HOST: '127.0.0.1', DATA_DIR: data.path },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await portOf(killed);
    const [bob, carol] = [await one.register('bob'), await one.register('carol')];
    const sockets = [bob, carol].map(({ token, username }) => new Client(port, { auth: { token }, username }));
    await Promise.all(sockets.map((socket) => socket.connected()));
    const carolElsewhere = await other.connect(carol);
    const waiters = await Promise.all(
      [one, other].map(async (server) => {
        const waiter = await server.join('alice');
        for (const { username } of [bob, carol]) await waiter.ask('wait-for-user', { user: username });
        await waiter.next('user-online');
        await waiter.next('user-online');
        return waiter;
      }),
    );

    const told = waiters.map((waiter) =>
      within('`user-offline`', (resolve) => waiter.socket.once('user-offline', resolve), boundMs),
    );
    killed.kill('SIGKILL');
    expect(await Promise.all(told)).to.deep.equal([{ user: bob.username }, { user: bob.username }]);

    carolElsewhere.close();
    for (const waiter of waiters) {
      await within('`user-offline`', (resolve) => {
        if (waiter.all('user-offline').length > 1) resolve(undefined);
        else waiter.socket.once('user-offline', resolve);
      });
      expect(waiter.all('user-offline')).to.deep.equal([{ user: bob.username }, { user: carol.username }]);
    }
    const again = await other.connect(bob);
    for (const waiter of waiters) expect(await waiter.next('user-online')).to.deep.equal({ user: bob.username });
    again.close();
  });
});

/** The port that the greeting names. */
async function portOf(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('The server has no standard output');
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`The server ended with ${code}`);
  });
  const greeted = (async () => {
    for await (const line of lines) {
      const [, port] = /ws:\/\/[^/]*:(\d+)\//.exec(line) ?? [];
      if (port !== undefined) return Number(port);
    }
    throw new Error('The server did not greet');
  })();
  return await Promise.race([greeted, exited]);
}
