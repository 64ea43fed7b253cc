import type { Json } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';

/** JSON text that is the same for equal values, in whatever order their fields are written. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return '';
  return JSON.stringify(value, (_key, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1))) : item,
  );
}

/** Each different value once, in the order of their first appearance. */
export function distinct<T extends Json>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}

/** A value for a table: JSON, cut short where it is long. */
export function inWords(value: Json | undefined): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
