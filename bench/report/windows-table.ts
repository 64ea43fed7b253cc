import type { WindowReport } from '../load/commands.js';
import type { Rounds } from '../results.js';
import { rowTitle } from '../rows.js';
import { median, ratios, spread } from '../statistics.js';
import { figure, megabytes, spreadText } from './figures.js';
import { rowsOf } from './rows-of.js';
import { textTable } from './text-table.js';

/** From this CPU share on, the load limits a row instead of the row's server. */
const saturatedShare = 0.95;

const head = [
  '',
  'messages/s',
  '÷ relay',
  'CPU µs per message',
  '÷ relay',
  'ack ms p50 / p99',
  'p99 ÷ relay',
  'delivery ms p50 / p99',
  'RSS',
  'load CPU',
];

/** Shows rounds of measured windows. */
export function windowsTable(rounds: Rounds<WindowReport>): string {
  return textTable([head, ...windowRows(rounds)]);
}

/** Shows variants of one part in one table. */
export function variantsTable(variants: Readonly<Record<string, Rounds<WindowReport>>>): string {
  const rows = Object.entries(variants).flatMap(([variant, rounds]) =>
    windowRows(rounds).map(([title, ...cells]) => [`${title}, ${variant}`, ...cells]),
  );
  return textTable([head, ...rows]);
}

function windowRows(rounds: Rounds<WindowReport>): string[][] {
  const relay = rounds.relay ?? [];
  return rowsOf(rounds).map(([row, reports]) => {
    const middle = (read: (report: WindowReport) => number) => median(reports.map(read));
    const byRelay = (read: (report: WindowReport) => number) => spreadText(ratios(reports.map(read), relay.map(read)));
    const isBehind = reports.some((report) => (report.open?.withheld ?? 0) > 0);
    return [
      rowTitle(row),
      spreadText(spread(reports.map((report) => report.messagesPerSecond))),
      byRelay((report) => report.messagesPerSecond),
      spreadText(spread(reports.map((report) => report.serverCpuMicroseconds))),
      byRelay((report) => report.serverCpuMicroseconds),
      `${figure(middle(({ ack }) => ack.p50))} / ${figure(middle(({ ack }) => ack.p99))}`,
      byRelay((report) => report.ack.p99),
      `${figure(middle(({ delivery }) => delivery.p50))} / ${figure(middle(({ delivery }) => delivery.p99))}`,
      megabytes(middle((report) => report.serverResidentBytes)),
      loadShareText(reports),
      isBehind ? 'cannot keep up' : '',
    ];
  });
}

/** Formats the CPU share of the load, and marks a load that may have limited the row. */
export function loadShareText(reports: readonly WindowReport[]): string {
  const isSaturated = reports.some((report) => report.loadCpuShare > saturatedShare);
  return `${figure(median(reports.map((report) => report.loadCpuShare)) * 100)} %${isSaturated ? ' (full)' : ''}`;
}
