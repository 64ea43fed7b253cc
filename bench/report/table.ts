import type { WindowReport } from '../load/commands.js';
import type { DatasetReport, Results, Rounds } from '../results.js';
import { ownRows, rowNames, rowTitles } from '../rows.js';
import { median, ratios, spread } from '../statistics.js';
import { figure, kilobytes, megabytes, spreadText } from './figures.js';
import { loneModes } from './lone-modes.js';
import { operationRatios } from './operation-ratios.js';
import { textTable } from './text-table.js';
import type { Verdict } from './verdicts.js';

/** From here on, the load is what limits a row, and not its server. */
const saturatedShare = 0.95;

/** All of a run, for people. */
export function resultsText(results: Results): string {
  const { machine, measurements, startedAt, options, targets, notes } = results;
  const { closed, open, lone, idle, operations } = measurements;
  const sections = [
    [
      `${startedAt}, ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}`,
      `${options.rounds} rounds of ${options.seconds} s after ${options.warmUpSeconds} s; medians, and in brackets least and most`,
      ...notes,
    ].join('\n'),
    closed && titled(`Closed loop: ${options.people} clients, ${options.inFlight} in flight each`, windows(closed)),
    open && titled(`Open loop: ${figure(open.messagesPerSecond)} messages/s offered`, windows(open.rows)),
    lone && titled('One lone message, ms', loneTable(lone)),
    idle && titled('Idle connections', idleTable(idle)),
    operations &&
      titled(
        'Operations, median ms, and by how the same does with little',
        operationsTable(operations, options.rounds),
      ),
    titled('Targets', targetsTable(targets)),
  ];
  return `${sections.filter((section) => section !== undefined).join('\n\n')}\n`;
}

function titled(title: string, table: string): string {
  return `${title}\n\n${table}`;
}

function windows(rounds: Rounds<WindowReport>): string {
  const relay = rounds.relay ?? [];
  const rows = rowNames.flatMap((name) => {
    const reports = rounds[name];
    if (!reports) return [];
    const middle = (read: (report: WindowReport) => number) => median(reports.map(read));
    const byRelay = (read: (report: WindowReport) => number) => spreadText(ratios(reports.map(read), relay.map(read)));
    const isBehind = reports.some((report) => (report.open?.withheld ?? 0) > 0);
    const isLoadFull = reports.some((report) => report.loadCpuShare > saturatedShare);
    return [
      [
        rowTitles[name],
        spreadText(spread(reports.map((report) => report.messagesPerSecond))),
        byRelay((report) => report.messagesPerSecond),
        spreadText(spread(reports.map((report) => report.serverCpuMicroseconds))),
        byRelay((report) => report.serverCpuMicroseconds),
        `${figure(middle(({ ack }) => ack.p50))} / ${figure(middle(({ ack }) => ack.p99))}`,
        byRelay((report) => report.ack.p99),
        `${figure(middle(({ delivery }) => delivery.p50))} / ${figure(middle(({ delivery }) => delivery.p99))}`,
        megabytes(middle((report) => report.serverResidentBytes)),
        `${figure(middle((report) => report.loadCpuShare) * 100)} %${isLoadFull ? ' (full)' : ''}`,
        isBehind ? 'cannot keep up' : '',
      ],
    ];
  });
  return textTable([
    [
      '',
      'messages/s',
      '÷ relay',
      'CPU µs a message',
      '÷ relay',
      'ack ms p50 / p99',
      'p99 ÷ relay',
      'delivery ms p50 / p99',
      'RSS',
      'load CPU',
    ],
    ...rows,
  ]);
}

function loneTable(lone: NonNullable<Results['measurements']['lone']>): string {
  const rows = ownRows.flatMap((name) => {
    const rounds = lone[name];
    if (!rounds) return [];
    return loneModes.map(({ mode, title }) => {
      const acks = rounds.map((round) => median(round[mode].acks));
      const relayAcks = rounds.map((round) => median(round[mode].relayAcks));
      const inserts = rounds.map((round) => median(round[mode].inserts));
      // What it would take to answer as fast as the relay, and store as fast as the plain insert.
      const both = rounds.map((round) => median(round[mode].relayAcks) + median(round[mode].inserts));
      const figures = [spread(acks), spread(inserts), ratios(acks, inserts), spread(relayAcks), ratios(both, inserts)];
      return [`${rowTitles[name]}, ${title}`, ...figures.map((one) => spreadText(one))];
    });
  });
  const head = ['', 'ack p50', 'plain insert p50', 'ack ÷ insert', 'relay ack p50', '(relay ack + insert) ÷ insert'];
  return textTable([head, ...rows]);
}

function idleTable(idle: NonNullable<Results['measurements']['idle']>): string {
  const rows = rowNames.flatMap((name) => {
    const rounds = idle[name] ?? [];
    return (rounds[0] ?? []).map(({ connections }, index) => {
      const levels = rounds.flatMap((round) => round[index] ?? []);
      return [
        rowTitles[name],
        figure(connections),
        spreadText(spread(levels.map((level) => level.bytesPerConnection)), kilobytes),
        spreadText(spread(levels.map((level) => level.connectsPerSecond))),
        figure(median(levels.map((level) => level.serverCpuMicrosecondsPerConnect))),
        `${figure(median(levels.map((level) => level.loadCpuShare)) * 100)} %`,
      ];
    });
  });
  return textTable([['', 'connections', 'RSS each', 'connects/s', 'server CPU µs a connect', 'load CPU'], ...rows]);
}

function operationsTable(report: DatasetReport, rounds: number): string {
  const names = Object.keys(report.datasets);
  const sizes = Object.values(report.datasets).map(({ chats, unread, users }) => `${chats}/${unread}/${users}`);
  const rows = ownRows.flatMap((row) =>
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

/** The ratios that the service is to reach, and whether it does. */
export function targetsTable(targets: readonly Verdict[]): string {
  return textTable([
    ['', 'ratio', 'goal', 'at the least', 'stands'],
    ...targets.map(({ title, ratio, goal, least, isLessBetter, standing, remark }) => {
      const sign = isLessBetter ? '≤' : '≥';
      return [title, remark ?? spreadText(ratio), `${sign} ${goal}`, `${sign} ${least}`, standing];
    }),
  ]);
}
