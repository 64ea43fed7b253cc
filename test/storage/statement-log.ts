import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import mysql from 'mysql2';
import type { SqlValue } from '../../src/storage/dialect.js';
import type { SqliteWrite } from '../../src/storage/sqlite-writes.js';

export interface LoggedStatement {
  readonly sql: string;
  readonly bindings: readonly SqlValue[];
}

type Method = (this: unknown, ...parameters: unknown[]) => unknown;

/** The statements that the drivers of this process really run while this does. No text in them may have a semicolon. */
export async function statementsOf(work: () => Promise<unknown>): Promise<LoggedStatement[]> {
  const log: LoggedStatement[] = [];
  const undo = [...watchMysql(log), ...watchSqlite(log), ...watchThread(log)];
  try {
    await work();
  } finally {
    for (const restore of undo) {
      restore();
    }
  }
  return log;
}

/** Statements have their values in them by the time they are commands; several may be one command. */
function watchMysql(log: LoggedStatement[]): (() => void)[] {
  const connection: object = Object.getPrototypeOf(mysql.Connection.prototype);
  return [
    wrap(connection, 'addCommand', (_connection, [command]) => {
      const { sql } = command as { sql?: string };
      for (const statement of sql?.split(';') ?? []) {
        log.push({ sql: statement.trim(), bindings: [] });
      }
    }),
  ];
}

function watchSqlite(log: LoggedStatement[]): (() => void)[] {
  const memory = new Sqlite(':memory:');
  const prototype: object = Object.getPrototypeOf(memory.prepare('SELECT 1'));
  memory.close();
  return ['run', 'get', 'all'].map((method) =>
    wrap(prototype, method, (statement, parameters) => {
      const { source } = statement as { source: string };
      log.push({ sql: source.trim(), bindings: parameters.flat() as SqlValue[] });
    }),
  );
}

/** What the thread is given is one transaction; whether it came to COMMIT, it alone knows. */
function watchThread(log: LoggedStatement[]): (() => void)[] {
  return [
    wrap(Worker.prototype, 'postMessage', (_worker, [message]) => {
      if (!Array.isArray(message)) return;
      log.push({ sql: 'BEGIN', bindings: [] });
      for (const { sql, width, values } of message as SqliteWrite[]) {
        for (let start = 0; start < values.length; start += width) {
          log.push({ sql: sql.trim(), bindings: values.slice(start, start + width) });
        }
      }
      log.push({ sql: 'COMMIT', bindings: [] });
    }),
  ];
}

function wrap(object: object, name: string, before: (self: unknown, parameters: unknown[]) => void): () => void {
  const original = Reflect.get(object, name) as Method;
  Reflect.set(object, name, function (this: unknown, ...parameters: unknown[]) {
    before(this, parameters);
    return original.apply(this, parameters);
  });
  return () => Reflect.set(object, name, original);
}
