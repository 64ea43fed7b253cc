import type { OperationsMeasurement } from '../results.js';
import type { ServiceRow } from '../rows.js';
import { smallName } from '../scenarios/operations.js';
import { median, ratios, type Spread, split } from '../statistics.js';

/** How much longer an operation takes on each large dataset than on the small one. */
export interface OperationRatios {
  readonly operation: string;
  /** By dataset, its median in ms. */
  readonly medians: Readonly<Record<string, number>>;
  /** By dataset, over parts of the samples. */
  readonly ratios: Readonly<Record<string, Spread | undefined>>;
}

/** @param rounds the number of parts that the samples are split into, which show the spread of the ratio */
export function operationRatios(
  report: OperationsMeasurement | undefined,
  row: ServiceRow,
  rounds: number,
): OperationRatios[] {
  return Object.entries(report?.samples[row] ?? {}).map(([operation, byDataset]) => {
    const mediansOf = (dataset: string) => split(byDataset[dataset] ?? [], rounds).map(median);
    const small = mediansOf(smallName);
    const others = Object.keys(byDataset).filter((dataset) => dataset !== smallName);
    return {
      operation,
      medians: Object.fromEntries(Object.entries(byDataset).map(([dataset, samples]) => [dataset, median(samples)])),
      ratios: Object.fromEntries(others.map((dataset) => [dataset, ratios(mediansOf(dataset), small)])),
    };
  });
}
