import type { OperationsReport } from '../load/commands.js';
import type { BenchOptions } from '../options.js';
import type { OperationsMeasurement } from '../results.js';
import { type Row, type ServiceRow, serviceRows } from '../rows.js';
import { runLoad } from '../run-load.js';
import { type Dataset, seedDataset } from '../seed/dataset.js';
import type { ServerLauncher } from '../server-launcher.js';

/** The dataset that the others are compared with. */
export const smallName = 'small';
export const manyChatsName = 'many chats';

/** A small dataset, and three in which one number is large. Many unread chats need as many chats. */
function datasetsOf({ small, large }: BenchOptions): Record<string, Dataset> {
  return {
    [smallName]: small,
    [manyChatsName]: { ...small, chats: large.chats },
    'many unread': { ...small, chats: Math.max(small.chats, large.unread), unread: large.unread },
    'many users': { ...small, users: large.users },
  };
}

/** Measures each operation on datasets of different sizes. */
export async function measureOperations(
  launcher: ServerLauncher,
  options: BenchOptions,
  rows: readonly Row[],
): Promise<OperationsMeasurement> {
  const datasets = datasetsOf(options);
  const samples: Partial<Record<ServiceRow, OperationsReport>> = {};
  for (const row of serviceRows.filter((service) => rows.includes(service))) {
    samples[row] = await measureRow(launcher, row, datasets, options.operationSamples);
    await launcher.clear();
  }
  return { datasets, samples };
}

/** Runs one server for each dataset at the same time, because the load sends to them in turns. */
async function measureRow(
  launcher: ServerLauncher,
  row: ServiceRow,
  datasets: Record<string, Dataset>,
  samples: number,
): Promise<OperationsReport> {
  const started = [];
  try {
    for (const [name, dataset] of Object.entries(datasets)) {
      launcher.report(`operations, ${row}: seeding ${name}`);
      const databaseUrl = await launcher.createDatabase(row);
      await launcher.migrate(row, databaseUrl);
      const olderThan = await seedDataset(databaseUrl, dataset);
      started.push({ name, olderThan, ...(await launcher.startService(row, databaseUrl)) });
    }
    launcher.report(`operations, ${row}`);
    const measured = started.map(({ name, target, olderThan }) => ({ name, target, olderThan }));
    return await runLoad(launcher.children, { kind: 'operations', datasets: measured, samples });
  } finally {
    await Promise.all(started.map((server) => server.stop()));
  }
}
