/** A figure over the rounds: its median, and the smallest and the largest value. */
export interface Spread {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Returns the middle value; of an even number of values, the mean of the two in the middle.
 * @throws RangeError when there are no values
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('The median of no values is undefined.');
  return (lower + upper) / 2;
}

/** @throws RangeError when there are no values */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), minimum: Math.min(...values), maximum: Math.max(...values) };
}

/**
 * Returns the value that `share` of all values do not exceed, by the nearest rank: always a value that occurred.
 * @param share from 0 to 1
 * @throws RangeError when there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('The percentile of no values is undefined.');
  return value;
}

/**
 * Divides one figure by another, round by round: other work on the machine in a round disturbs both sides of the ratio.
 * Rounds that have only one of the two figures are left out.
 */
export function ratios(
  dividends: readonly (number | undefined)[],
  divisors: readonly (number | undefined)[],
): Spread | undefined {
  const quotients = dividends.flatMap((dividend, round) => {
    const divisor = divisors[round];
    return dividend === undefined || divisor === undefined || divisor === 0 ? [] : [dividend / divisor];
  });
  return quotients.length === 0 ? undefined : spread(quotients);
}

/** Splits values into this many parts of the same length, in their order, and leaves the remainder out. */
export function split(values: readonly number[], count: number): number[][] {
  const length = Math.floor(values.length / count);
  return length === 0
    ? [[...values]]
    : Array.from({ length: count }, (_, index) => values.slice(index * length, (index + 1) * length));
}
