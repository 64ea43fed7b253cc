/** A figure over the rounds: its median, and the least and the most it was. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The middle value; of an even number of values, the mean of the two in the middle.
 * @throws RangeError when there are none
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing.');
  return (lower + upper) / 2;
}

/** @throws RangeError when there are no values */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/**
 * The value that `share` of all values do not exceed, by the nearest rank: always one that occurred.
 * @param share from 0 to 1
 * @throws RangeError when there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('There is no percentile of nothing.');
  return value;
}

/**
 * One figure divided by another, round by round: what disturbed the machine in a round disturbed both.
 * Rounds that have only one of the two are left out.
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

/** Splits values into so many parts of the same length, in their order; what does not divide is left out. */
export function parts(values: readonly number[], count: number): number[][] {
  const length = Math.floor(values.length / count);
  return length === 0
    ? [[...values]]
    : Array.from({ length: count }, (_, index) => values.slice(index * length, (index + 1) * length));
}
