import type { Json, Schema } from '../codegen/contract.js';
import type { Random } from './random.js';

/** The size of the range for a number without a second bound. */
const range = 100;

/** Generates a number for a schema. */
export function numberValue(schema: Schema, isInteger: boolean, random: Random): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const bounds = { above: numberOf(exclusiveMinimum), below: numberOf(exclusiveMaximum) };
  const least = Math.max(numberOf(minimum) ?? Number.NEGATIVE_INFINITY, bounds.above ?? Number.NEGATIVE_INFINITY);
  const most = Math.min(numberOf(maximum) ?? Number.POSITIVE_INFINITY, bounds.below ?? Number.POSITIVE_INFINITY);
  const low = Number.isFinite(least) ? least : Number.isFinite(most) ? Math.min(0, most - range) : 0;
  const high = Number.isFinite(most) ? Math.min(most, low + range) : low + range;
  const step = typeof multipleOf === 'number' ? multipleOf : 1;
  let first = Math.ceil(low / step);
  let last = Math.floor(high / step);
  if (first * step === bounds.above) first += 1;
  if (last * step === bounds.below) last -= 1;
  // Divide for fractional steps: 3 * 0.1 is not 0.3, but 3 / 10 is.
  const at = (factor: number) => (step < 1 ? factor / Math.round(1 / step) : factor * step);
  if (first <= last) return at(random.integer(first, last));
  return isInteger ? at(first) : low + (high - low) * (0.25 + random.next() / 2);
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
