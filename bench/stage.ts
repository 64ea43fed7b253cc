import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Children } from './children.js';
import type { DatabaseServer } from './database-server.js';
import type { Target } from './load/commands.js';
import { builtFolder, ownArguments } from './programs.js';
import type { OwnRow, RowName } from './rows.js';
import { seedAccounts } from './seed/accounts.js';

/** A server that runs, and what the load has to know of it. */
export interface StartedServer {
  readonly target: Target;
  /** The file that has what it wrote to standard error. */
  readonly log: string;
  stop(): Promise<void>;
}

/** Starts the servers, each with a database of its own that has only what is seeded. */
export class Stage {
  readonly children: Children;
  /** Says what is going on. */
  readonly report: (line: string) => void;
  readonly #databases: DatabaseServer | undefined;

  constructor(children: Children, databases: DatabaseServer | undefined, report: (line: string) => void) {
    this.children = children;
    this.report = report;
    this.#databases = databases;
  }

  /** Whether this machine has what the row needs. */
  has(row: RowName): boolean {
    return this.#databases !== undefined || (row !== 'naive' && row !== 'mariadb');
  }

  /** Starts the server of a row, with accounts for so many people. */
  async start(row: RowName, people: number): Promise<StartedServer> {
    if (row !== 'sqlite' && row !== 'mariadb') return this.#startOther(row);
    const databaseUrl = await this.createDatabase(row);
    await seedAccounts(databaseUrl, people);
    return this.startOurs(row, databaseUrl);
  }

  /** Removes the databases of servers that have been stopped. */
  async clear(): Promise<void> {
    await this.#databases?.dropDatabases();
    this.children.clearFiles();
  }

  /** The URL of a new and empty database. */
  createDatabase(row: OwnRow): Promise<string> {
    if (row === 'sqlite') return Promise.resolve(`sqlite:${this.children.newPath('messenger.sqlite')}`);
    return this.#mariadb().createDatabase();
  }

  /**
   * Starts our service as a user does: built, with variables of the README and no others. The limit of messages is raised,
   * not off: they are counted.
   */
  async startOurs(row: OwnRow, databaseUrl: string): Promise<StartedServer> {
    const secret = randomBytes(32).toString('hex');
    const { port, pid, log, stop } = await this.children.startServer(ownArguments(), {
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: this.children.newPath('data'),
      DATABASE_URL: databaseUrl,
      JWT_SECRET: secret,
      LIMIT_SENDS: '1000000/10',
    });
    const databasePid = row === 'mariadb' ? this.#mariadb().pid : undefined;
    return { target: { port, pid, wire: 'socket.io', databasePid, secret, isCounting: true }, log, stop };
  }

  async #startOther(row: Exclude<RowName, OwnRow>): Promise<StartedServer> {
    const files = { ws: 'ws-relay.js', relay: 'relay.js', naive: 'naive.js' };
    const isNaive = row === 'naive';
    const { port, pid, log, stop } = await this.children.startServer(
      [join(builtFolder, 'servers', files[row])],
      isNaive ? { DATABASE_URL: await this.#mariadb().createDatabase() } : {},
    );
    const databasePid = isNaive ? this.#mariadb().pid : undefined;
    const wire = row === 'ws' ? 'ws' : 'socket.io';
    return { target: { port, pid, wire, databasePid, secret: undefined, isCounting: false }, log, stop };
  }

  #mariadb(): DatabaseServer {
    if (!this.#databases) throw new Error('MariaDB is not installed (mariadbd, mariadb-install-db).');
    return this.#databases;
  }
}
