import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ChildProcesses } from './child-processes.js';
import type { DatabaseServer } from './database-server.js';
import type { Target } from './load/commands.js';
import { builtFolder, rootFolder, serviceArguments } from './programs.js';
import { isRevisionRow, needsMariadb, type Row, type RowName, type ServiceRow, serviceRowOf } from './rows.js';
import { seedAccounts } from './seed/accounts.js';

/** A server that runs, and the description of it for the load. */
export interface StartedServer {
  readonly target: Target;
  /** The file that contains the server's standard error. */
  readonly log: string;
  stop(): Promise<void>;
}

const otherPrograms = { ws: 'ws-relay.js', relay: 'relay.js', naive: 'naive.js' } as const satisfies Partial<
  Record<RowName, string>
>;

interface LauncherOptions {
  readonly children: ChildProcesses;
  /** Without it, the rows that need MariaDB are left out. */
  readonly databases: DatabaseServer | undefined;
  /** The folder of the other revision's built service, if the run has one. */
  readonly revisionFolder: string | undefined;
  /** Writes a line about the progress of the run. */
  readonly report: (line: string) => void;
}

/** Starts the servers of the rows. Each service starts with a database of its own that contains the seeded rows only. */
export class ServerLauncher {
  readonly children: ChildProcesses;
  readonly report: (line: string) => void;
  readonly #databases: DatabaseServer | undefined;
  readonly #revisionFolder: string | undefined;

  constructor({ children, databases, revisionFolder, report }: LauncherOptions) {
    this.children = children;
    this.report = report;
    this.#databases = databases;
    this.#revisionFolder = revisionFolder;
  }

  /** Whether this machine can run the row's server. */
  canStart(row: Row): boolean {
    return this.#databases !== undefined || !needsMariadb(row);
  }

  /** Starts the row's server, with accounts for this many people if the row is a service. */
  async start(row: Row, people: number): Promise<StartedServer> {
    const service = serviceRowOf(row);
    if (service === undefined) return this.#startOther(row as keyof typeof otherPrograms);
    const databaseUrl = await this.createDatabase(service);
    await this.migrate(row, databaseUrl);
    await seedAccounts(databaseUrl, people);
    return this.startService(row, databaseUrl);
  }

  /** Removes the databases and files of servers that have stopped. */
  async clear(): Promise<void> {
    await this.#databases?.dropDatabases();
    this.children.clearFiles();
  }

  /** Returns the URL of a new, empty database. */
  createDatabase(service: ServiceRow): Promise<string> {
    if (service === 'sqlite') return Promise.resolve(`sqlite:${this.children.newPath('messenger.sqlite')}`);
    return this.#mariadb().createDatabase();
  }

  /** Has the row's own server create its tables, since the schemas of two revisions may differ. */
  async migrate(row: Row, databaseUrl: string): Promise<void> {
    const server = await this.startService(row, databaseUrl);
    await server.stop();
  }

  /**
   * Starts a service as a user does: built, and with documented variables only. The limit of messages is raised, not
   * switched off, so that the service counts the messages as it does in production.
   */
  async startService(row: Row, databaseUrl: string): Promise<StartedServer> {
    const secret = randomBytes(32).toString('hex');
    const folder = this.#folderOf(row);
    const { port, pid, log, stop } = await this.children.startServer({
      args: serviceArguments(folder),
      folder,
      environment: {
        HOST: '127.0.0.1',
        PORT: '0',
        DATA_DIR: this.children.newPath('data'),
        DATABASE_URL: databaseUrl,
        JWT_SECRET: secret,
        LIMIT_SENDS: '1000000/10',
      },
    });
    const databasePid = needsMariadb(row) ? this.#mariadb().pid : undefined;
    return { target: { port, pid, wire: 'socket.io', databasePid, secret, isCounting: true }, log, stop };
  }

  async #startOther(row: keyof typeof otherPrograms): Promise<StartedServer> {
    const usesMariadb = needsMariadb(row);
    const { port, pid, log, stop } = await this.children.startServer({
      args: [join(builtFolder, 'servers', otherPrograms[row])],
      folder: rootFolder,
      environment: usesMariadb ? { DATABASE_URL: await this.#mariadb().createDatabase() } : {},
    });
    const databasePid = usesMariadb ? this.#mariadb().pid : undefined;
    const wire = row === 'ws' ? 'ws' : 'socket.io';
    return { target: { port, pid, wire, databasePid, secret: undefined, isCounting: false }, log, stop };
  }

  #folderOf(row: Row): string {
    if (!isRevisionRow(row)) return rootFolder;
    if (this.#revisionFolder === undefined) throw new Error(`The run has no other revision for the row ${row}.`);
    return this.#revisionFolder;
  }

  #mariadb(): DatabaseServer {
    if (!this.#databases) throw new Error('MariaDB is not installed (mariadbd, mariadb-install-db).');
    return this.#databases;
  }
}
