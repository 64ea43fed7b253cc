import { resolve } from 'node:path';

export interface MysqlLocation {
  readonly dialect: 'mysql';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface SqliteLocation {
  readonly dialect: 'sqlite';
  /** An absolute path. */
  readonly filename: string;
}

export type DatabaseLocation = MysqlLocation | SqliteLocation;

const SHAPES = '"mysql://user:password@host:3306/name" or "sqlite:/path/to/file.sqlite"';

/**
 * Reads a database URL. Names and passwords in a `mysql:` URL may be percent-encoded; a `sqlite:` path is taken as it is,
 * and from the working directory when it is relative.
 * @throws TypeError when it is neither; the message never repeats the URL, which may hold a password.
 */
export function parseDatabaseUrl(databaseUrl: string): DatabaseLocation {
  if (databaseUrl.startsWith('sqlite:')) {
    return sqliteLocation(databaseUrl.slice('sqlite:'.length));
  }
  if (databaseUrl.startsWith('mysql:')) {
    return mysqlLocation(databaseUrl);
  }
  throw new TypeError(`A database URL is ${SHAPES}.`);
}

function sqliteLocation(path: string): SqliteLocation {
  if (path === '' || path === ':memory:') {
    throw new TypeError(`A database URL is ${SHAPES}: the path of a file is missing.`);
  }
  return { dialect: 'sqlite', filename: resolve(path) };
}

function mysqlLocation(databaseUrl: string): MysqlLocation {
  if (!URL.canParse(databaseUrl)) {
    throw new TypeError(`A database URL is ${SHAPES}.`);
  }
  const url = new URL(databaseUrl);
  const database = decoded(url.pathname.slice(1));
  if (url.hostname === '' || database === '') {
    throw new TypeError(`A database URL is ${SHAPES}: the host or the name of the database is missing.`);
  }
  if (url.search !== '' || url.hash !== '') {
    throw new TypeError(`A database URL is ${SHAPES}: nothing may follow the name of the database.`);
  }
  return {
    dialect: 'mysql',
    // An IPv6 address stands in brackets in a URL, and without them everywhere else.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    user: decoded(url.username),
    password: decoded(url.password),
    database,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    throw new TypeError(`A database URL is ${SHAPES}: a percent sign in it is written %25.`, { cause: thrown });
  }
}
