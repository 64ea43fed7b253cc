import type { PoolConnection, RowDataPacket } from 'mysql2';

const known = new WeakMap<PoolConnection, boolean>();

/** Returns whether the server is a node of a Galera cluster. Asks the server once a connection. */
export async function isGaleraNode(connection: PoolConnection): Promise<boolean> {
  const answer = known.get(connection) ?? (await askServer(connection));
  known.set(connection, answer);
  return answer;
}

function askServer(connection: PoolConnection): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // MySQL has no such variable and returns no row; a MariaDB outside a cluster returns OFF.
    connection.query<RowDataPacket[]>("SHOW VARIABLES LIKE 'wsrep_on'", (error, rows) => {
      if (error) reject(error);
      else resolve(rows[0]?.['Value'] === 'ON');
    });
  });
}
