import type { DatasetReport } from '../results.js';
import type { OwnRow } from '../rows.js';
import { smallName } from '../scenarios/datasets.js';
import { median, parts, ratios, type Spread } from '../statistics.js';

/** How an operation does with much of something, by how it does with little of everything. */
export interface OperationRatios {
  readonly operation: string;
  /** By dataset, its median in ms. */
  readonly medians: Readonly<Record<string, number>>;
  /** By dataset, over parts of the samples. */
  readonly ratios: Readonly<Record<string, Spread | undefined>>;
}

/** @param rounds the parts that the samples are split into, to see how far the ratio varies */
export function operationRatios(report: DatasetReport | undefined, row: OwnRow, rounds: number): OperationRatios[] {
  return Object.entries(report?.samples[row] ?? {}).map(([operation, byDataset]) => {
    const mediansOf = (dataset: string) => parts(byDataset[dataset] ?? [], rounds).map(median);
    const small = mediansOf(smallName);
    const others = Object.keys(byDataset).filter((dataset) => dataset !== smallName);
    return {
      operation,
      medians: Object.fromEntries(Object.entries(byDataset).map(([dataset, samples]) => [dataset, median(samples)])),
      ratios: Object.fromEntries(others.map((dataset) => [dataset, ratios(mediansOf(dataset), small)])),
    };
  });
}
