import type { IdleLevel, LoneReport, WindowReport } from '../load/commands.js';
import type { Measurements, Rounds } from '../results.js';
import { revisionRow, rowTitle, serviceRows } from '../rows.js';
import { median, spread } from '../statistics.js';
import { spreadText } from './figures.js';
import { loneModes } from './lone-modes.js';
import { connectsPerSecond, ratioOfRows } from './targets.js';
import { textTable } from './text-table.js';

/** A figure of one value, and its title. */
type Figures<Value> = readonly (readonly [title: string, read: (value: Value) => number | undefined])[];

const windowFigures: Figures<WindowReport> = [
  ['messages/s', (report) => report.messagesPerSecond],
  ['server CPU µs per message', (report) => report.serverCpuMicroseconds],
  ['database CPU µs per message', (report) => report.databaseCpuMicroseconds],
  ['ack ms p50', ({ ack }) => ack.p50],
  ['ack ms p99', ({ ack }) => ack.p99],
  ['delivery ms p50', ({ delivery }) => delivery.p50],
  ['delivery ms p99', ({ delivery }) => delivery.p99],
  ['RSS MB', (report) => report.serverResidentBytes / 1_048_576],
];

const loneFigures: Figures<LoneReport> = loneModes.map(({ mode, title }) => [
  `ack ms p50, ${title}`,
  (report) => median(report[mode].acks),
]);

const idleFigures: Figures<readonly IdleLevel[]> = [
  ['RSS kB per connection', (levels) => (levels.at(-1)?.bytesPerConnection ?? Number.NaN) / 1_024],
  ['connects/s', connectsPerSecond],
];

/** Shows each figure of this checkout beside the same figure of the other revision. */
export function againstTable(measurements: Measurements, revision: string): string {
  const { closed, open, conversations, mixed, retries, lone, idle } = measurements;
  return textTable([
    ['', 'this', `@${revision}`, `this ÷ @${revision}`],
    ...compare('closed loop', closed, windowFigures, revision),
    ...compare('open loop', open?.rows, windowFigures, revision),
    ...compare('few conversations', conversations?.few, windowFigures, revision),
    ...compare('many conversations', conversations?.many, windowFigures, revision),
    ...compare('mixed', mixed, windowFigures, revision),
    ...compare('no retries', retries?.none, windowFigures, revision),
    ...compare('retries', retries?.some, windowFigures, revision),
    ...compare('lone message', lone, loneFigures, revision),
    ...compare('idle', idle, idleFigures, revision),
  ]);
}

function compare<Value>(
  part: string,
  rounds: Rounds<Value> | undefined,
  figures: Figures<Value>,
  revision: string,
): string[][] {
  return serviceRows.flatMap((service) => {
    const other = revisionRow(service, revision);
    return figures.flatMap(([title, read]) => {
      const ratio = ratioOfRows(rounds, [service, other], read);
      if (!ratio) return [];
      const spreadOf = (row: typeof service | typeof other) =>
        spread((rounds?.[row] ?? []).map(read).filter((value) => value !== undefined));
      const cells = [spreadOf(service), spreadOf(other), ratio].map((one) => spreadText(one));
      return [[`${rowTitle(service)}, ${part}: ${title}`, ...cells]];
    });
  });
}
