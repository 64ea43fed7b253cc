import { expect } from 'chai';
import type { RowDataPacket } from 'mysql2';
import type { Account, Storage } from '../../src/messenger/ports.js';
import { pairOf } from '../../src/storage/commit/conversation.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { GaleraCluster, type GaleraNode } from '../support/galera-cluster.js';
import { skipSuite } from '../support/skip-suite.js';
import { ConcurrentLoad } from './concurrent-load.js';

const reason = 'no Galera: install MariaDB with its provider library (Debian: mariadb-server, galera-4)';
const database = 'messenger';
const loadMs = 8_000;

interface ChatOfLoad extends RowDataPacket {
  readonly id: string;
  readonly clientMessageId: string;
  readonly hasRead: number;
}

describe('storage on a Galera cluster whose three nodes take writes', function () {
  this.timeout(120_000);
  let cluster: GaleraCluster;
  let storages: Storage[];
  let accounts: Account[];

  before(async function () {
    cluster = (await GaleraCluster.create()) ?? skipSuite(this, reason);
    await cluster.nodes[0].query(`CREATE DATABASE ${database}`);
    storages = [];
    // One after the other: the lock of the migrations holds on one node only.
    for (const node of cluster.nodes) storages.push(await openStorage(node.url(database)));
    const [storage] = storages as [Storage];
    accounts = [];
    for (let number = 0; number < 12; number += 1) accounts.push(await storage.accounts.create(`user-${number}`, null));
  });

  after(async () => {
    await Promise.all((storages ?? []).map((storage) => storage.close()));
    await cluster?.kill();
  });

  /** Four conversations of their own for one test. */
  const pairs = (distance: number) =>
    accounts.slice(0, 4).map(({ id }, index) => pairOf(id, accounts[index + distance]?.id ?? 0));

  it('stores what was acknowledged, once and in order, when all nodes write to the same conversations', async () => {
    const load = new ConcurrentLoad(storages, pairs(4));
    const end = performance.now() + loadMs;
    await load.run(() => performance.now() > end);
    for (const node of cluster.nodes) await expectStored(node, load);
    expect(load.missingChats).to.equal(0);
  });
});

async function expectStored(node: GaleraNode, load: ConcurrentLoad): Promise<void> {
  const rows = await node.query<ChatOfLoad>(
    `SELECT LOWER(HEX(id)) AS id, CONVERT(client_message_id USING utf8mb4) AS clientMessageId, has_read AS hasRead
      FROM ${database}.chats WHERE client_message_id LIKE '${load.name} %' ORDER BY id`,
  );
  const stored = Object.fromEntries(rows.map((row) => [row.clientMessageId, row.id]));
  const acknowledged = Object.fromEntries([...load.messages].map(([key, id]) => [key, id.replaceAll('-', '')]));
  expect(acknowledged).to.not.be.empty;
  expect(stored).to.deep.equal(acknowledged);
  expect(rows).to.have.length(load.messages.size);

  const read = rows.filter(({ hasRead }) => hasRead === 1).map(({ id }) => id);
  expect(read).to.have.members([...load.reads.keys()].map((id) => id.replaceAll('-', '')));
  expect([...load.reads].filter(([, firsts]) => firsts > 1)).to.deep.equal([]);
  for (const ids of load.idsInOrder.values()) expect(ids).to.deep.equal([...new Set(ids)].sort());
  for (const code of load.errors.keys()) expect(code).to.equal('unavailable');

  const wrongCounts = await node.query(
    `SELECT conversations.id, unread_low, unread_high, SUM(sender_id = high_id AND has_read = 0) AS low,
        SUM(sender_id = low_id AND has_read = 0) AS high
      FROM ${database}.conversations JOIN ${database}.chats ON conversation_id = conversations.id
      GROUP BY conversations.id HAVING unread_low <> low OR unread_high <> high`,
  );
  expect(wrongCounts).to.deep.equal([]);
}
