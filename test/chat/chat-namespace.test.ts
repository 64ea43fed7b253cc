import { createServer } from 'node:http';
import { expect } from 'chai';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Server } from 'socket.io';
import { enginePath } from '../../generated/operations.js';
import { createChatNamespace } from '../../src/chat/chat-namespace.js';
import { NamespaceMetrics } from '../../src/chat/namespace-metrics.js';
import { Accounts } from '../../src/identity/accounts.js';
import { Authentication } from '../../src/identity/authentication.js';
import { Passwords } from '../../src/identity/passwords.js';
import { Conversations } from '../../src/messenger/conversations.js';
import type { Account } from '../../src/messenger/ports.js';
import { Presence } from '../../src/messenger/presence.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { Changes } from '../support/changes.js';
import { Client } from '../support/client.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('the namespace /chat', () => {
  it('refuses a socket whose account is deleted between its authentication and its connection', async () => {
    const data = temporaryFolder();
    const storage = await openStorage(`sqlite:${data.path}/file.sqlite`);
    const changes = new Changes();
    let found: Account | undefined;
    let isReleased = false;
    // The real accounts, but that what was found is held back until the test goes on.
    const store = Object.assign(Object.create(storage.accounts), {
      async findByUsername(name: string) {
        found = await storage.accounts.findByUsername(name);
        changes.notify();
        await changes.until('the test to go on', () => isReleased || undefined);
        return found;
      },
      remove: (id: number) => storage.accounts.remove(id),
    });
    const accounts = new Accounts(store, new Passwords());
    const alice = await storage.accounts.create('alice', null);
    const httpServer = createServer();
    const io = new Server(httpServer, { path: enginePath });
    const namespace = createChatNamespace(io, {
      messenger: { accounts, presence: new Presence(), conversations: new Conversations(accounts, storage.chats) },
      authentication: new Authentication(
        { verify: async () => ({ username: 'alice', expiresAt: undefined }) },
        accounts,
        {
          admitsUnknown: false,
        },
      ),
      publish: undefined,
      connectionLimit: undefined,
      limits: {},
      metrics: new NamespaceMetrics(new Registry()),
      logger: pino({ level: 'silent' }),
    });
    await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
    const address = httpServer.address();
    const port = typeof address === 'object' && address ? address.port : 0;

    const client = new Client(port, { auth: { token: 'any' }, username: 'alice' });
    await changes.until('alice to be looked up', () => found);
    namespace.deliver((await accounts.remove(alice)).notices);
    isReleased = true;
    changes.notify();
    expect(await client.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
    await client.disconnected();

    await namespace.close(100);
    await io.close();
    await storage.close();
    data.remove();
  });
});
