import type { IdleLevel } from '../load/commands.js';
import type { Rounds } from '../results.js';
import { rowTitle } from '../rows.js';
import { median, spread } from '../statistics.js';
import { figure, kilobytes, spreadText } from './figures.js';
import { rowsOf } from './rows-of.js';
import { textTable } from './text-table.js';

/** Shows each level of idle connections. */
export function idleTable(idle: Rounds<readonly IdleLevel[]>): string {
  const rows = rowsOf(idle).flatMap(([row, rounds]) =>
    (rounds[0] ?? []).map(({ connections }, index) => {
      const levels = rounds.flatMap((round) => round[index] ?? []);
      return [
        rowTitle(row),
        figure(connections),
        spreadText(spread(levels.map((level) => level.bytesPerConnection)), kilobytes),
        spreadText(spread(levels.map((level) => level.connectsPerSecond))),
        figure(median(levels.map((level) => level.serverCpuMicrosecondsPerConnect))),
        `${figure(median(levels.map((level) => level.loadCpuShare)) * 100)} %`,
      ];
    }),
  );
  return textTable([
    ['', 'connections', 'RSS per connection', 'connects/s', 'server CPU µs per connect', 'load CPU'],
    ...rows,
  ]);
}
