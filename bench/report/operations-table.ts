import type { OperationsMeasurement } from '../results.js';
import { serviceRows } from '../rows.js';
import { figure, spreadText } from './figures.js';
import { operationRatios } from './operation-ratios.js';
import { textTable } from './text-table.js';

/** Shows each operation's median on each dataset, and the ratio to the small dataset. */
export function operationsTable(report: OperationsMeasurement, rounds: number): string {
  const names = Object.keys(report.datasets);
  const sizes = Object.values(report.datasets).map(({ chats, unread, users }) => `${chats}/${unread}/${users}`);
  const rows = serviceRows.flatMap((row) =>
    operationRatios(report, row, rounds).map(({ operation, medians, ratios: byDataset }) => [
      `${row} ${operation}`,
      ...names.map((name) => {
        const ratio = byDataset[name] ? ` × ${spreadText(byDataset[name])}` : '';
        return `${figure(medians[name] ?? Number.NaN)}${ratio}`;
      }),
    ]),
  );
  return textTable([['', ...names], ['chats/unread/users', ...sizes], ...rows]);
}
