import type { WindowReport } from '../load/commands.js';
import type { LatencySummary } from '../load/latencies.js';
import type { Rounds } from '../results.js';
import { rowTitle } from '../rows.js';
import { median, spread } from '../statistics.js';
import { figure, megabytes, spreadText } from './figures.js';
import { rowsOf } from './rows-of.js';
import { textTable } from './text-table.js';
import { loadShareText } from './windows-table.js';

/** Shows the sends, reads and fetches of the mixed workload. */
export function mixedTable(rounds: Rounds<WindowReport>): string {
  const rows = rowsOf(rounds).map(([row, reports]) => {
    const mixed = reports.flatMap((report) => report.mixed ?? []);
    return [
      rowTitle(row),
      spreadText(spreadOf(mixed.map(({ operationsPerSecond }) => operationsPerSecond))),
      spreadText(spreadOf(mixed.map(({ serverCpuMicroseconds }) => serverCpuMicroseconds))),
      sharesText(reports),
      latencyText(reports.map(({ ack }) => ack)),
      latencyText(mixed.map(({ read }) => read)),
      latencyText(mixed.map(({ fetch }) => fetch)),
      megabytes(median(reports.map((report) => report.serverResidentBytes))),
      loadShareText(reports),
    ];
  });
  const head = [
    '',
    'operations/s',
    'CPU µs per operation',
    'sends / reads / fetches',
    'send ms p50 / p99',
    'read ms p50 / p99',
    'fetch ms p50 / p99',
    'RSS',
    'load CPU',
  ];
  return textTable([head, ...rows]);
}

function spreadOf(values: readonly number[]) {
  return values.length > 0 ? spread(values) : undefined;
}

function sharesText(reports: readonly WindowReport[]): string {
  const sends = sum(reports.map((report) => report.messages));
  const reads = sum(reports.map((report) => report.mixed?.reads ?? 0));
  const fetches = sum(reports.map((report) => report.mixed?.fetches ?? 0));
  return [sends, reads, fetches].map((count) => `${figure((100 * count) / (sends + reads + fetches))} %`).join(' / ');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function latencyText(summaries: readonly (LatencySummary | undefined)[]): string {
  const known = summaries.filter((summary) => summary !== undefined);
  if (known.length === 0) return '–';
  return `${figure(median(known.map(({ p50 }) => p50)))} / ${figure(median(known.map(({ p99 }) => p99)))}`;
}
