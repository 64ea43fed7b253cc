/** What is compared, in the order of the table. */
export const rowNames = ['ws', 'relay', 'naive', 'sqlite', 'mariadb'] as const;

export type RowName = (typeof rowNames)[number];

/** What each is, for people. */
export const rowTitles: Readonly<Record<RowName, string>> = {
  ws: 'plain ws relay',
  relay: 'bare Socket.IO relay',
  naive: 'naive service on MariaDB',
  sqlite: 'ours on SQLite',
  mariadb: 'ours on MariaDB',
};

/** The rows that are our own service. */
export const ownRows = ['sqlite', 'mariadb'] as const satisfies readonly RowName[];

export type OwnRow = (typeof ownRows)[number];
