import { randomBytes } from 'node:crypto';
import type { Context } from 'mocha';
import mysql from 'mysql2/promise';
import { MariadbProcess } from './mariadb-process.js';

/** A MySQL or MariaDB server for tests. */
export interface MysqlServer {
  /** Creates an empty database and answers its URL. */
  createDatabase(): Promise<string>;
  /** Drops the databases it created. */
  dropDatabases(): Promise<void>;
  /** The process, when it is ours to kill; a server named by `TEST_DATABASE_URL` is not. */
  readonly process: MariadbProcess | undefined;
}

const REASON =
  'left out: no MySQL server. Install MariaDB (mariadbd, mariadb-install-db), or set TEST_DATABASE_URL to a mysql: URL ' +
  'whose user may create databases.';

let shared: Promise<MysqlServer | undefined> | undefined;

/**
 * The server that all tests of this process share: that of `TEST_DATABASE_URL`, else a private MariaDB, started on the
 * first call. `undefined` when there is neither.
 */
export function mysqlServer(): Promise<MysqlServer | undefined> {
  shared ??= findServer();
  return shared;
}

/** A private MariaDB for a test that kills it; the caller kills it in the end. `undefined` when there is none. */
export async function privateMysqlServer(): Promise<(MysqlServer & { readonly process: MariadbProcess }) | undefined> {
  const process = await MariadbProcess.create();
  return process && { ...databasesOn(`mysql://root@127.0.0.1:${process.port}/mysql`), process };
}

/** For a `before` hook that found no server: skips its tests and says why, or fails where they have to run. */
export function leaveOut(context: Context): never {
  if (process.env['CI'] === 'true') {
    throw new Error(REASON);
  }
  process.stderr.write(`    ${REASON}\n`);
  context.skip();
}

/**
 * For a `describe`: its tests use the shared server, or are left out where there is none. Answers what creates an empty
 * database for one of them; all are dropped in the end.
 */
export function useMysqlServer(): () => Promise<string> {
  let server: MysqlServer | undefined;
  before(async function () {
    server = (await mysqlServer()) ?? leaveOut(this);
  });
  after(() => server?.dropDatabases());
  return () => server?.createDatabase() ?? Promise.reject(new Error('Only a test may create a database.'));
}

async function findServer(): Promise<MysqlServer | undefined> {
  const url = process.env['TEST_DATABASE_URL'];
  return url === undefined || url === '' ? await privateMysqlServer() : { ...databasesOn(url), process: undefined };
}

function databasesOn(serverUrl: string): Pick<MysqlServer, 'createDatabase' | 'dropDatabases'> {
  const names = new Set<string>();
  return {
    createDatabase: async () => {
      const name = `messenger_test_${randomBytes(6).toString('hex')}`;
      names.add(name);
      await run(serverUrl, [`CREATE DATABASE ${name}`]);
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    dropDatabases: async () => {
      await run(
        serverUrl,
        [...names].map((name) => `DROP DATABASE IF EXISTS ${name}`),
      );
      names.clear();
    },
  };
}

async function run(serverUrl: string, statements: readonly string[]): Promise<void> {
  const connection = await mysql.createConnection(serverUrl);
  try {
    for (const statement of statements) {
      await connection.query(statement);
    }
  } finally {
    await connection.end();
  }
}
