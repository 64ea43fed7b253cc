import { ChildProcesses } from './child-processes.js';
import { requireRealDisk, startDatabaseServer } from './database-server.js';
import { describeMachine, type Machine, possibleLevels } from './machine.js';
import type { BenchOptions } from './options.js';
import { evaluateTargets } from './report/evaluate-targets.js';
import type { Measurements, Results } from './results.js';
import { buildRevision, type Revision, resolveRevision } from './revision.js';
import { needsMariadb, type Row, revisionRow, serviceRowOf } from './rows.js';
import { measureIdle } from './scenarios/idle.js';
import { measureLone } from './scenarios/lone.js';
import { measureOperations } from './scenarios/operations.js';
import { measureClosed, measureOpen } from './scenarios/windows.js';
import { measureConversations, measureMixed, measureRetries } from './scenarios/workloads.js';
import { ServerLauncher } from './server-launcher.js';

/** Above this load average, other programs take CPU time from the measured servers. */
const busyLoad = 0.5;

/** Measures the parts and rows of the options, part by part. The programs must have been built. */
export async function runBench(options: BenchOptions, report: (line: string) => void): Promise<Results> {
  const machine = describeMachine();
  const startedAt = new Date().toISOString();
  await requireRealDisk();
  const against = options.against === undefined ? undefined : await resolveRevision(options.against);
  const children = new ChildProcesses();
  const requested = requestedRows(options);
  const databases = requested.some(needsMariadb) ? await startDatabaseServer() : undefined;
  try {
    const revisionFolder = against && (await prepareRevision(against, children, report));
    const launcher = new ServerLauncher({ children, databases, revisionFolder, report });
    const rows = requested.filter((row) => launcher.canStart(row));
    const levels = possibleLevels(options.idleLevels, machine);
    const notes = describeLimits(options, machine, requested, rows, levels);
    for (const note of notes) report(note);
    const measurements = await measure(launcher, options, rows, levels);
    return {
      startedAt,
      finishedAt: new Date().toISOString(),
      machine,
      databaseSettings: databases?.settings,
      options,
      against,
      notes,
      measurements,
      targets: evaluateTargets(measurements, options.rounds),
    };
  } finally {
    children.endAll();
    await databases?.stop();
  }
}

/** Returns the rows of the options, each service followed by the same service of the other revision. */
function requestedRows({ rows, against }: BenchOptions): Row[] {
  return rows.flatMap((row) => {
    const service = serviceRowOf(row);
    return service && against !== undefined ? [row, revisionRow(service, against)] : [row];
  });
}

async function prepareRevision(
  revision: Revision,
  children: ChildProcesses,
  report: (line: string) => void,
): Promise<string> {
  report(`building ${revision.name} (${revision.commit.slice(0, 12)})`);
  const folder = children.permanentFolder('revision');
  await buildRevision(revision, folder);
  return folder;
}

/** Describes what this machine makes unreliable or impossible. */
function describeLimits(
  options: BenchOptions,
  machine: Machine,
  requested: readonly Row[],
  rows: readonly Row[],
  levels: readonly number[],
): string[] {
  return [
    ...(machine.loadBefore > busyLoad
      ? [`Other programs were running (load average ${machine.loadBefore}): the figures are unreliable.`]
      : []),
    ...requested.filter((row) => !rows.includes(row)).map((row) => `${row} is left out: MariaDB is not installed.`),
    ...options.idleLevels
      .filter((level) => !levels.includes(level))
      .map((level) => `${level} idle connections are left out: a process may have ${machine.openFiles} open files.`),
  ];
}

async function measure(
  launcher: ServerLauncher,
  options: BenchOptions,
  rows: readonly Row[],
  levels: readonly number[],
): Promise<Measurements> {
  const { parts } = options;
  const measurements: Measurements = {};
  if (parts.includes('closed')) measurements.closed = await measureClosed(launcher, options, rows);
  if (parts.includes('open')) measurements.open = await measureOpen(launcher, options, rows, measurements.closed);
  if (parts.includes('conversations')) {
    measurements.conversations = await measureConversations(launcher, options, rows);
  }
  if (parts.includes('mixed')) measurements.mixed = await measureMixed(launcher, options, rows);
  if (parts.includes('retries')) measurements.retries = await measureRetries(launcher, options, rows);
  if (parts.includes('lone')) measurements.lone = await measureLone(launcher, options, rows);
  if (parts.includes('idle') && levels.length > 0) {
    measurements.idle = await measureIdle(launcher, options, rows, levels);
  }
  if (parts.includes('operations')) measurements.operations = await measureOperations(launcher, options, rows);
  return measurements;
}
