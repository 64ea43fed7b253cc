import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import { privateMysqlServer } from '../test/support/mariadb.js';

/** The settings that make MariaDB durable and fast. The benchmark shows them and does not change them. */
const shownVariables = [
  'version',
  'innodb_flush_log_at_trx_commit',
  'innodb_flush_method',
  'innodb_doublewrite',
  'innodb_buffer_pool_size',
  'innodb_log_file_size',
  'sync_binlog',
  'log_bin',
];

/** The `f_type` of tmpfs and ramfs (statfs(2)), whose files are in memory: a commit there waits for no disk. */
const memoryFileSystems = [0x01021994, 0x858458f6];

/** A private MariaDB server with its default durability. */
export interface DatabaseServer {
  readonly pid: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  dropDatabases(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a MariaDB server. Returns `undefined` when MariaDB is not installed. */
export async function startDatabaseServer(): Promise<DatabaseServer | undefined> {
  const server = await privateMysqlServer();
  if (!server) return undefined;
  const connection = await mysql.createConnection(await server.createDatabase());
  const [rows] = await connection.query<RowDataPacket[]>('SHOW GLOBAL VARIABLES');
  await connection.end();
  const variables = new Map(rows.map((row) => [String(row['Variable_name']), String(row['Value'])]));
  return {
    pid: Number(readFileSync(variables.get('pid_file') ?? '', 'utf8')),
    settings: Object.fromEntries(shownVariables.map((name) => [name, variables.get(name) ?? ''])),
    createDatabase: () => server.createDatabase(),
    dropDatabases: () => server.dropDatabases(),
    stop: () => server.process.kill(),
  };
}

/** @throws Error when the folder for temporary files, and with it the databases, is in memory */
export async function requireRealDisk(): Promise<void> {
  const { type } = await statfs(tmpdir());
  if (memoryFileSystems.includes(type)) {
    throw new Error(`${tmpdir()} is in memory, where a commit waits for no disk. Set TMPDIR to a folder on a disk.`);
  }
}
