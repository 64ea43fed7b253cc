import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Server } from 'socket.io';
import { createChatNamespace } from '../../src/chat/chat-namespace.js';
import { NamespaceMetrics } from '../../src/chat/namespace-metrics.js';
import { Accounts } from '../../src/identity/accounts.js';
import { Authentication } from '../../src/identity/authentication.js';
import { Passwords } from '../../src/identity/passwords.js';
import { Conversations } from '../../src/messenger/conversations.js';
import type { AccountStore } from '../../src/messenger/ports.js';
import { Presence } from '../../src/messenger/presence.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { Client } from '../support/client.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('an account that another node deletes', () => {
  it('keeps no socket that authenticated before and connected after the deletion', async () => {
    const folder = temporaryFolder();
    const storage = await openStorage(`sqlite:${join(folder.path, 'messenger.sqlite')}`);
    const { id, username } = await storage.accounts.create('carol', null);
    await storage.accounts.remove(id);
    // The account of the token is read as it was before the deletion.
    const stale: AccountStore = Object.create(storage.accounts, {
      findByUsername: { value: async () => ({ id, username, passwordHash: null, isDeleted: false }) },
      findById: { value: (accountId: number) => storage.accounts.findById(accountId) },
    });
    const accounts = new Accounts(stale, new Passwords());
    const verifier = { verify: async () => ({ username, expiresAt: undefined }) };

    const httpServer = createServer().listen(0, '127.0.0.1');
    await once(httpServer, 'listening');
    const io = new Server(httpServer, { path: '/ws' });
    const namespace = createChatNamespace(io, {
      messenger: { accounts, presence: new Presence(), conversations: new Conversations(accounts, storage.chats) },
      authentication: new Authentication(verifier, accounts, { admitsUnknown: false }),
      publish: () => {},
      connectionLimit: undefined,
      limits: {},
      metrics: new NamespaceMetrics(new Registry()),
      logger: pino({ level: 'silent' }),
    });
    try {
      const client = new Client(Number(Object(httpServer.address()).port), { auth: { token: 'hers' }, username });
      expect(await client.next('auth-failed')).to.deep.equal({ reason: 'account-deleted' });
      await client.disconnected();
    } finally {
      await namespace.close(100);
      await io.close();
      await storage.close();
      folder.remove();
    }
  });
});
