import type { IdleLevel, LoneReport, WindowReport } from '../load/commands.js';
import type { Measurements, Rounds } from '../results.js';
import { type Row, type ServiceRow, serviceRows } from '../rows.js';
import { manyChatsName } from '../scenarios/operations.js';
import { median, ratios, type Spread } from '../statistics.js';
import { operationRatios } from './operation-ratios.js';

/** A ratio that the service promises. Both sides of it are measured in one run. */
export interface Target {
  readonly title: string;
  readonly goal: number;
  readonly minimum: number;
  /** Whether the goal and the minimum are upper bounds. */
  readonly isLessBetter: boolean;
  ratio(measurements: Measurements, rounds: number): Spread | undefined;
  /** Returns why the target is missed whatever the ratio is, if so. */
  remark?(measurements: Measurements): string | undefined;
}

const names: Readonly<Record<ServiceRow, string>> = { mariadb: 'MariaDB', sqlite: 'SQLite' };

const cpu = (report: WindowReport) => report.serverCpuMicroseconds;
const rate = (report: WindowReport) => report.messagesPerSecond;
const ackP99 = (report: WindowReport) => report.ack.p99;

/** The promised ratios, in the order of the promise. */
export const targets: readonly Target[] = [
  ...forEachService((row) => ({
    title: `Server CPU per durable message, ${names[row]} ÷ bare relay`,
    ...atMost(0.8, 0.95),
    ratio: ({ closed }) => ratioOfRows(closed, [row, 'relay'], cpu),
  })),
  ...forEachService((row) => ({
    title: `Durable messages/s, ${names[row]} ÷ bare relay`,
    ...atLeast(1, 0.9),
    ratio: ({ closed }) => ratioOfRows(closed, [row, 'relay'], rate),
  })),
  ...forEachService((row) => ({
    title: `Durable messages/s on ${names[row]}, many conversations ÷ few`,
    ...atLeast(0.9, 0.7),
    ratio: ({ conversations }) =>
      ratios(figures(conversations?.many[row], rate), figures(conversations?.few[row], rate)),
  })),
  ...forEachService((row) => ({
    title: `Server CPU per message on ${names[row]}, retries ÷ none`,
    ...atMost(1.1, 1.3),
    ratio: ({ retries }) => ratios(figures(retries?.some[row], cpu), figures(retries?.none[row], cpu)),
  })),
  ...forEachService((row) => ({
    title: `Ack p99 at half the relay's rate, ${names[row]} ÷ bare relay`,
    ...atMost(2, row === 'sqlite' ? 4 : 3),
    // The latency at a rate is undefined for a server that did not reach the rate.
    ratio: ({ open }) => (keptUp(open?.rows, 'relay') ? ratioOfRows(open?.rows, [row, 'relay'], ackP99) : undefined),
    remark: ({ open }) => (keptUp(open?.rows, row) ? undefined : 'did not keep up'),
  })),
  ...forEachService((row) => ({
    title: `One lone message on ${names[row]}: ack p50 ÷ (relay ack + plain insert)`,
    ...atMost(1.2, 1.5),
    ratio: ({ lone }) => ratios(figures(lone?.[row], loneAck), figures(lone?.[row], relayAckAndInsert)),
  })),
  ...forEachService((row) => ({
    title: `Any operation on ${names[row]}, many chats ÷ few: the worst`,
    ...atMost(1.1, 1.3),
    ratio: ({ operations }, rounds) => worst(operationRatios(operations, row, rounds)),
  })),
  ...forEachService((row) => ({
    title: `RSS per idle connection, ${names[row]} ÷ bare server`,
    ...atMost(1.1, 1.2),
    ratio: ({ idle }) => ratioOfRows(idle, [row, 'relay'], (levels) => levels.at(-1)?.bytesPerConnection),
  })),
  ...forEachService((row) => ({
    title: `Authenticated connects/s, ${names[row]} ÷ bare server`,
    ...atLeast(0.8, 0.7),
    ratio: ({ idle }) => ratioOfRows(idle, [row, 'relay'], connectsPerSecond),
  })),
];

function forEachService(toTarget: (row: ServiceRow) => Target): Target[] {
  return [...serviceRows].reverse().map(toTarget);
}

function atMost(goal: number, minimum: number) {
  return { goal, minimum, isLessBetter: true };
}

function atLeast(goal: number, minimum: number) {
  return { goal, minimum, isLessBetter: false };
}

function figures<Value>(
  values: readonly Value[] | undefined,
  figure: (value: Value) => number | undefined,
): (number | undefined)[] {
  return values?.map(figure) ?? [];
}

/** Divides one row's figure by another's, round by round. */
export function ratioOfRows<Value>(
  rounds: Rounds<Value> | undefined,
  [dividend, divisor]: readonly [Row, Row],
  figure: (value: Value) => number | undefined,
): Spread | undefined {
  return ratios(figures(rounds?.[dividend], figure), figures(rounds?.[divisor], figure));
}

function loneAck({ atOnce }: LoneReport): number {
  return median(atOnce.acks);
}

/** The least time for a service that answers as fast as the relay and stores as fast as the plain insert. */
function relayAckAndInsert({ atOnce }: LoneReport): number {
  return median(atOnce.relayAcks) + median(atOnce.inserts);
}

function keptUp(rounds: Rounds<WindowReport> | undefined, row: Row): boolean {
  return rounds?.[row]?.every((report) => report.open?.withheld === 0) ?? true;
}

/** Returns the connects per second over all levels of a round. */
export function connectsPerSecond(levels: readonly IdleLevel[]): number {
  let [connected, seconds] = [0, 0];
  for (const { connections, connectsPerSecond: rateOfLevel } of levels) {
    seconds += (connections - connected) / rateOfLevel;
    connected = connections;
  }
  return connected / seconds;
}

/** Returns the ratio of the operation with the largest median. */
function worst(operations: ReturnType<typeof operationRatios>): Spread | undefined {
  return operations
    .map((operation) => operation.ratios[manyChatsName])
    .reduce<Spread | undefined>(
      (worse, one) => (worse && (!one || worse.median >= one.median) ? worse : one),
      undefined,
    );
}
