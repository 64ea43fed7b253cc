import type { OperationsReport } from '../load/commands.js';
import type { BenchOptions } from '../options.js';
import type { DatasetReport } from '../results.js';
import { type OwnRow, ownRows, type RowName } from '../rows.js';
import { runLoad } from '../run-load.js';
import { type Dataset, seedDataset } from '../seed/dataset.js';
import type { Stage } from '../stage.js';

/** The dataset that all others are compared with. */
export const smallName = 'small';
export const manyChatsName = 'many chats';

/** Little of everything, and three times much of one thing; much that is unread is as many chats too. */
function datasetsOf({ small, large }: BenchOptions): Record<string, Dataset> {
  return {
    [smallName]: small,
    [manyChatsName]: { ...small, chats: large.chats },
    'many unread': { ...small, chats: Math.max(small.chats, large.unread), unread: large.unread },
    'many users': { ...small, users: large.users },
  };
}

/** How long each operation takes, by how much there is. */
export async function measureOperations(
  stage: Stage,
  options: BenchOptions,
  rows: readonly RowName[],
): Promise<DatasetReport> {
  const datasets = datasetsOf(options);
  const samples: Partial<Record<OwnRow, OperationsReport>> = {};
  for (const row of ownRows.filter((own) => rows.includes(own))) {
    samples[row] = await measureRow(stage, row, datasets, options.operationSamples);
    await stage.clear();
  }
  return { datasets, samples };
}

/** A server for each dataset, all at the same time: they are asked in turns. */
async function measureRow(
  stage: Stage,
  row: OwnRow,
  datasets: Record<string, Dataset>,
  samples: number,
): Promise<OperationsReport> {
  const started = [];
  try {
    for (const [name, dataset] of Object.entries(datasets)) {
      stage.report(`operations, ${row}: seeding ${name}`);
      const databaseUrl = await stage.createDatabase(row);
      const olderThan = await seedDataset(databaseUrl, dataset);
      started.push({ name, olderThan, ...(await stage.startOurs(row, databaseUrl)) });
    }
    stage.report(`operations, ${row}`);
    const asked = started.map(({ name, target, olderThan }) => ({ name, target, olderThan }));
    return await runLoad(stage.children, { kind: 'operations', datasets: asked, samples });
  } finally {
    await Promise.all(started.map((server) => server.stop()));
  }
}
