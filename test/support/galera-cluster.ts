import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import { freePort } from './free-port.js';
import { MariadbProcess } from './mariadb-process.js';

/** Where Debian, Fedora and the packages of MariaDB install Galera's provider library. */
const providerPaths = [
  '/usr/lib/galera/libgalera_smm.so',
  '/usr/lib64/galera-4/libgalera_smm.so',
  '/usr/lib64/galera/libgalera_smm.so',
];

const readyTimeoutMs = 60_000;
const readyPollMs = 100;

/** A node of a Galera cluster: a MariaDB server that accepts writes and certifies them with the other nodes. */
export class GaleraNode {
  readonly #server: MariadbProcess;

  constructor(server: MariadbProcess) {
    this.#server = server;
  }

  /** Returns the URL of a database on this node. */
  url(database: string): string {
    return `mysql://root@127.0.0.1:${this.#server.port}/${database}`;
  }

  /** Starts the node and waits until the node has joined the cluster and accepts writes. */
  async start(...options: readonly string[]): Promise<void> {
    const { port } = this.#server;
    await this.#server.start(`--wsrep-sst-receive-address=127.0.0.1:${port}`, ...options);
    const deadline = performance.now() + readyTimeoutMs;
    while (!(await this.#isSynced())) {
      if (performance.now() > deadline) throw new Error(`The Galera node did not join within ${readyTimeoutMs} ms`);
      await delay(readyPollMs);
    }
  }

  /** Starts the node after `kill`, as the service file of MariaDB does: at the position that the data of the node has. */
  async restart(): Promise<void> {
    const log = await this.#server.runTask('--wsrep-recover');
    const position = /Recovered position: (\S+)/.exec(log)?.[1];
    if (position === undefined) throw new Error(`MariaDB reported no position of the Galera node:\n${log}`);
    await this.start(`--wsrep-start-position=${position}`);
  }

  kill(): Promise<void> {
    return this.#server.kill();
  }

  /** Runs a query on this node and returns the rows. */
  async query<Row extends RowDataPacket>(sql: string): Promise<readonly Row[]> {
    const connection = await mysql.createConnection(this.url(''));
    try {
      const [rows] = await connection.query<Row[]>(sql);
      return rows;
    } finally {
      await connection.end();
    }
  }

  async #isSynced(): Promise<boolean> {
    try {
      const rows = await this.query("SHOW STATUS LIKE 'wsrep_local_state_comment'");
      return rows[0]?.['Value'] === 'Synced';
    } catch {
      return false;
    }
  }
}

type Nodes = readonly [GaleraNode, GaleraNode, GaleraNode];

/** Runs a private Galera cluster of three nodes on 127.0.0.1. */
export class GaleraCluster {
  readonly nodes: Nodes;

  private constructor(nodes: Nodes) {
    this.nodes = nodes;
  }

  /** Starts a cluster. Returns `undefined` where MariaDB or Galera's provider library is missing. */
  static async create(): Promise<GaleraCluster | undefined> {
    const provider = providerPaths.find((path) => existsSync(path));
    if (provider === undefined) return undefined;
    const ports = [await freePort(), await freePort(), await freePort()] as const;
    const address = `gcomm://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`;
    const first = await MariadbProcess.install(await nodeOptions(provider, ports[0], address));
    if (first === undefined) return undefined;
    await writeFile(join(first.data, 'grastate.dat'), initialState());
    const second = await first.copy(await nodeOptions(provider, ports[1], address));
    const third = await first.copy(await nodeOptions(provider, ports[2], address));
    const nodes: Nodes = [new GaleraNode(first), new GaleraNode(second), new GaleraNode(third)];
    await nodes[0].start('--wsrep-new-cluster');
    await nodes[1].start();
    await nodes[2].start();
    return new GaleraCluster(nodes);
  }

  async kill(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
  }
}

/** The state of a node that has just been installed. Nodes with the same data need no transfer of it when they join. */
function initialState(): string {
  return `# GALERA saved state\nversion: 2.1\nuuid: ${randomUUID()}\nseqno: 0\nsafe_to_bootstrap: 1\n`;
}

async function nodeOptions(provider: string, port: number, address: string): Promise<string[]> {
  const providerOptions = {
    'gmcast.listen_addr': `tcp://127.0.0.1:${port}`,
    'ist.recv_addr': `127.0.0.1:${await freePort()}`,
    'gcache.size': '32M',
  };
  return [
    '--wsrep-on=ON',
    `--wsrep-provider=${provider}`,
    `--wsrep-cluster-address=${address}`,
    '--wsrep-node-address=127.0.0.1',
    // A node that joins gets the transactions that it has missed; no node copies its whole data to another.
    '--wsrep-sst-method=mysqldump',
    '--wsrep-sst-auth=root:',
    `--wsrep-provider-options=${Object.entries(providerOptions)
      .map(([name, value]) => `${name}=${value}`)
      .join(';')}`,
    // A message that one node has acknowledged is then seen by every node.
    '--wsrep-sync-wait=1',
    '--binlog-format=ROW',
    '--innodb-autoinc-lock-mode=2',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-log-file-size=16M',
    '--innodb-buffer-pool-size=64M',
  ];
}
