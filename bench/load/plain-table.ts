import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';

/** A table with a primary key and no other index. Each insert is a transaction of its own. */
export interface PlainTable {
  insert(id: string, message: string): Promise<void> | void;
  close(): Promise<void> | void;
}

const insertion =
  'INSERT INTO plain_chats (id, sender_id, recipient_id, message, has_read, sent_at) VALUES (?, 1, 2, ?, 0, ?)';

/** Opens a database by its driver alone, with the durability of the service's database, and creates the table. */
export function openPlainTable(databaseUrl: string): Promise<PlainTable> {
  return databaseUrl.startsWith('sqlite:')
    ? Promise.resolve(openSqlite(databaseUrl.slice('sqlite:'.length)))
    : openMysql(databaseUrl);
}

function openSqlite(file: string): PlainTable {
  const database = new Sqlite(file);
  for (const pragma of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = FULL'])
    database.pragma(pragma);
  database.exec(`CREATE TABLE plain_chats (id TEXT NOT NULL PRIMARY KEY, sender_id INTEGER NOT NULL,
    recipient_id INTEGER NOT NULL, message TEXT NOT NULL, has_read INTEGER NOT NULL, sent_at INTEGER NOT NULL)`);
  const statement = database.prepare(insertion);
  return {
    insert: (id, message) => {
      statement.run(id, message, Date.now());
    },
    close: () => {
      database.close();
    },
  };
}

async function openMysql(url: string): Promise<PlainTable> {
  const connection = await mysql.createConnection(url);
  await connection.query(`CREATE TABLE plain_chats (id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    sender_id BIGINT NOT NULL, recipient_id BIGINT NOT NULL, message TEXT NOT NULL, has_read BOOLEAN NOT NULL,
    sent_at BIGINT NOT NULL) ENGINE = InnoDB`);
  return {
    insert: async (id, message) => {
      await connection.query(insertion, [id, message, Date.now()]);
    },
    close: () => connection.end(),
  };
}
