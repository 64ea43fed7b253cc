import { Children } from './children.js';
import { requireRealDisk, startDatabaseServer } from './database-server.js';
import { describeMachine, possibleLevels } from './machine.js';
import type { BenchOptions } from './options.js';
import { judge } from './report/verdicts.js';
import type { Measurements, Results } from './results.js';
import type { RowName } from './rows.js';
import { measureOperations } from './scenarios/datasets.js';
import { measureIdle, measureLone } from './scenarios/quiet.js';
import { measureClosed, measureOpen } from './scenarios/windows.js';
import { Stage } from './stage.js';

/** A load average above this is another program's, which takes time from what is measured. */
const busyLoad = 0.5;

/** Measures what the options ask for, part by part. The programs have to be built. */
export async function runBench(options: BenchOptions, report: (line: string) => void): Promise<Results> {
  const machine = describeMachine();
  const startedAt = new Date().toISOString();
  await requireRealDisk();
  const children = new Children();
  const needsDatabases = options.rows.some((row) => row === 'naive' || row === 'mariadb');
  const databases = needsDatabases ? await startDatabaseServer() : undefined;
  try {
    const stage = new Stage(children, databases, report);
    const rows = options.rows.filter((row) => stage.has(row));
    const levels = possibleLevels(options.idleLevels, machine);
    const notes = [
      ...(machine.loadBefore > busyLoad
        ? [`Other work was going on (load ${machine.loadBefore}): not to be relied on.`]
        : []),
      ...options.rows
        .filter((row) => !rows.includes(row))
        .map((row) => `${row} is left out: MariaDB is not installed.`),
      ...options.idleLevels
        .filter((level) => !levels.includes(level))
        .map((level) => `${level} idle connections are left out: a process may have ${machine.openFiles} open files.`),
    ];
    for (const note of notes) report(note);
    const measurements = await measure(stage, options, rows, levels);
    return {
      startedAt,
      finishedAt: new Date().toISOString(),
      machine,
      databaseSettings: databases?.settings,
      options,
      notes,
      measurements,
      targets: judge(measurements, options.rounds),
    };
  } finally {
    children.endAll();
    await databases?.stop();
  }
}

async function measure(
  stage: Stage,
  options: BenchOptions,
  rows: readonly RowName[],
  levels: readonly number[],
): Promise<Measurements> {
  const { parts } = options;
  const measurements: Measurements = {};
  if (parts.includes('closed')) measurements.closed = await measureClosed(stage, options, rows);
  if (parts.includes('open')) measurements.open = await measureOpen(stage, options, rows, measurements.closed);
  if (parts.includes('lone')) measurements.lone = await measureLone(stage, options, rows);
  if (parts.includes('idle') && levels.length > 0) measurements.idle = await measureIdle(stage, options, rows, levels);
  if (parts.includes('operations')) measurements.operations = await measureOperations(stage, options, rows);
  return measurements;
}
