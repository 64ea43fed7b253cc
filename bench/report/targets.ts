import type { IdleLevel, WindowReport } from '../load/commands.js';
import type { Measurements, Rounds } from '../results.js';
import { type OwnRow, ownRows, type RowName } from '../rows.js';
import { manyChatsName } from '../scenarios/datasets.js';
import { median, ratios, type Spread } from '../statistics.js';
import { loneModes } from './lone-modes.js';
import { operationRatios } from './operation-ratios.js';

/** A ratio that the service is to reach, both sides measured in one run. */
export interface Target {
  readonly title: string;
  readonly goal: number;
  readonly least: number;
  /** Whether to reach a bound is to be at most, not at least, so much. */
  readonly isLessBetter: boolean;
  ratio(measurements: Measurements, rounds: number): Spread | undefined;
  /** Why the target is missed whatever the ratio is, if so. */
  remark?(measurements: Measurements): string | undefined;
}

const names: Readonly<Record<OwnRow, string>> = { sqlite: 'SQLite', mariadb: 'MariaDB' };

const cpu = (report: WindowReport) => report.serverCpuMicroseconds;
const rate = (report: WindowReport) => report.messagesPerSecond;
const ackP99 = (report: WindowReport) => report.ack.p99;

/** What we promised before we measured, in the order of the promise. */
export const targets: readonly Target[] = [
  closed('Server CPU a durable message on MariaDB ÷ bare relay', ['mariadb', 'relay'], cpu, lessIs(0.9, 1.2)),
  closed('Server CPU a durable message on SQLite ÷ bare relay', ['sqlite', 'relay'], cpu, lessIs(1, 1.4)),
  closed('Durable messages/s on MariaDB ÷ bare relay', ['mariadb', 'relay'], rate, moreIs(0.9, 0.7)),
  closed('Durable messages/s on SQLite ÷ bare relay', ['sqlite', 'relay'], rate, moreIs(1, 0.7)),
  closed('Durable messages/s on MariaDB ÷ naive service', ['mariadb', 'naive'], rate, moreIs(8, 5)),
  ...ownRows.map((row) => ({
    title: `Ack p99 at half the relay's throughput, ${names[row]} ÷ bare relay`,
    ...lessIs(1.5, 3),
    // A latency at a rate says nothing of a server that did not take the rate.
    ratio: ({ open }: Measurements) =>
      keptUp(open?.rows, 'relay') ? ratioOf(open?.rows, [row, 'relay'], ackP99) : undefined,
    remark: ({ open }: Measurements) => (keptUp(open?.rows, row) ? undefined : 'did not keep up'),
  })),
  ...ownRows.flatMap((row) =>
    loneModes.map(({ mode, title }) => ({
      title: `A lone message on ${names[row]}, ${title}: ack p50 ÷ plain insert`,
      ...lessIs(1.2, 1.5),
      ratio: ({ lone }: Measurements) =>
        ratios(
          lone?.[row]?.map((report) => median(report[mode].acks)) ?? [],
          lone?.[row]?.map((report) => median(report[mode].inserts)) ?? [],
        ),
    })),
  ),
  ...ownRows.map((row) => ({
    title: `Any operation on ${names[row]}, many chats ÷ few: the worst`,
    ...lessIs(1.1, 1.3),
    ratio: ({ operations }: Measurements, rounds: number) => worst(operationRatios(operations, row, rounds)),
  })),
  ...ownRows.map((row) => ({
    title: `RSS an idle connection, ${names[row]} ÷ bare server`,
    ...lessIs(1.05, 1.2),
    ratio: ({ idle }: Measurements) => ratioOf(idle, [row, 'relay'], (levels) => levels.at(-1)?.bytesPerConnection),
  })),
  ...ownRows.map((row) => ({
    title: `Authenticated connects/s, ${names[row]} ÷ bare server`,
    ...moreIs(0.9, 0.7),
    ratio: ({ idle }: Measurements) => ratioOf(idle, [row, 'relay'], connectsPerSecond),
  })),
];

function closed(
  title: string,
  rows: readonly [RowName, RowName],
  figure: (report: WindowReport) => number,
  bounds: Pick<Target, 'goal' | 'least' | 'isLessBetter'>,
): Target {
  return { title, ...bounds, ratio: (measurements) => ratioOf(measurements.closed, rows, figure) };
}

function lessIs(goal: number, least: number) {
  return { goal, least, isLessBetter: true };
}

function moreIs(goal: number, least: number) {
  return { goal, least, isLessBetter: false };
}

/** One row's figure by another's, round by round. */
function ratioOf<Value>(
  rounds: Rounds<Value> | undefined,
  [dividend, divisor]: readonly [RowName, RowName],
  figure: (value: Value) => number | undefined,
): Spread | undefined {
  return ratios(rounds?.[dividend]?.map(figure) ?? [], rounds?.[divisor]?.map(figure) ?? []);
}

function keptUp(rounds: Rounds<WindowReport> | undefined, row: RowName): boolean {
  return rounds?.[row]?.every((report) => report.open?.withheld === 0) ?? true;
}

/** Over all levels of a round. */
function connectsPerSecond(levels: readonly IdleLevel[]): number {
  let [connected, seconds] = [0, 0];
  for (const { connections, connectsPerSecond: rateOfLevel } of levels) {
    seconds += (connections - connected) / rateOfLevel;
    connected = connections;
  }
  return connected / seconds;
}

/** The operation that suffers most decides for all. */
function worst(spreads: ReturnType<typeof operationRatios>): Spread | undefined {
  return spreads
    .map((operation) => operation.ratios[manyChatsName])
    .reduce<Spread | undefined>((most, one) => (most && (!one || most.median >= one.median) ? most : one), undefined);
}
