import { randomBytes } from 'node:crypto';
import type { Context } from 'mocha';
import mysql from 'mysql2/promise';
import { MariadbProcess } from './mariadb-process.js';
import { skipSuite } from './skip-suite.js';

/** A MySQL or MariaDB server for tests. */
export interface MysqlServer {
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Drops the databases that `createDatabase` created. */
  dropDatabases(): Promise<void>;
  /** The process, which tests may kill. `undefined` for the server of `TEST_DATABASE_URL`. */
  readonly process: MariadbProcess | undefined;
}

const REASON =
  'no MySQL server: install MariaDB (mariadbd, mariadb-install-db), or set TEST_DATABASE_URL to a mysql: URL whose user ' +
  'may create databases';

let shared: Promise<MysqlServer | undefined> | undefined;

/**
 * Returns the server that all tests of this process share: the server of `TEST_DATABASE_URL`, else a private MariaDB
 * that the first call starts. Returns `undefined` where neither exists.
 */
export function mysqlServer(): Promise<MysqlServer | undefined> {
  shared ??= findServer();
  return shared;
}

/** Starts a private MariaDB for a test that kills the server. Returns `undefined` where MariaDB is not installed. */
export async function privateMysqlServer(): Promise<(MysqlServer & { readonly process: MariadbProcess }) | undefined> {
  const process = await MariadbProcess.create();
  return process && { ...databasesOn(`mysql://root@127.0.0.1:${process.port}/mysql`), process };
}

/** Skips the suite whose `before` hook found no server, or fails in CI. */
export function leaveOut(context: Context): never {
  skipSuite(context, REASON);
}

/**
 * Gives the tests of a `describe` the shared server, or skips them where no server exists. Returns a function that
 * creates an empty database for a test; an `after` hook drops these databases.
 */
export function useMysqlServer(): () => Promise<string> {
  let server: MysqlServer | undefined;
  before(async function () {
    server = (await mysqlServer()) ?? leaveOut(this);
  });
  after(() => server?.dropDatabases());
  return () =>
    server?.createDatabase() ??
    Promise.reject(new Error('Call this function in a test: the server is not started yet.'));
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
