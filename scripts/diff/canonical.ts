import type { Json } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';

/** Returns JSON text that is equal for equal values, independent of the order of fields. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return '';
  return JSON.stringify(value, (_key, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1))) : item,
  );
}

/** Returns the distinct values in the order of their first appearance. */
export function distinct<T extends Json>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}

/** Formats a value for a table as JSON, truncated. */
export function formatValue(value: Json | undefined): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
