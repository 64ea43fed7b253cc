/** The servers that are compared, in the order of the tables. */
export const rowNames = ['ws', 'relay', 'naive', 'sqlite', 'mariadb'] as const;

export type RowName = (typeof rowNames)[number];

/** The rows that are the service itself, by the database that the service uses. */
export const serviceRows = ['sqlite', 'mariadb'] as const satisfies readonly RowName[];

export type ServiceRow = (typeof serviceRows)[number];

/** The service of another revision, such as `sqlite@v1.2.0`. */
export type RevisionRow = `${ServiceRow}@${string}`;

/** Any row of a run. */
export type Row = RowName | RevisionRow;

const titles: Readonly<Record<RowName, string>> = {
  ws: 'plain ws relay',
  relay: 'bare Socket.IO relay',
  naive: 'naive service on MariaDB',
  sqlite: 'ours on SQLite',
  mariadb: 'ours on MariaDB',
};

/** Returns the row's title for people. */
export function rowTitle(row: Row): string {
  const service = serviceRowOf(row);
  return isRevisionRow(row) && service ? `${titles[service]} @${revisionOf(row)}` : titles[row as RowName];
}

/** Returns the row of the same service and database in this checkout, or `undefined` when the row is another server. */
export function serviceRowOf(row: Row): ServiceRow | undefined {
  return serviceRows.find((service) => row === service || row.startsWith(`${service}@`));
}

export function isRevisionRow(row: Row): row is RevisionRow {
  return row.includes('@');
}

/** Returns the row of another revision that a service's row is compared with. */
export function revisionRow(service: ServiceRow, revision: string): RevisionRow {
  return `${service}@${revision}`;
}

function revisionOf(row: RevisionRow): string {
  return row.slice(row.indexOf('@') + 1);
}

/** Whether the row needs a MariaDB server. */
export function needsMariadb(row: Row): boolean {
  return row === 'naive' || serviceRowOf(row) === 'mariadb';
}
