import type { Json, Schema } from '../../../scripts/codegen/contract.js';
import { classify, type Level, levels, type Reader } from '../../../scripts/diff/change.js';
import { SchemaComparison } from '../../../scripts/diff/schema-comparison.js';

type Definitions = Record<string, Schema>;

/** Returns the differences of two schemas, as in `breaking /maxLength 64 → 32`. */
export function changesOf(
  old: Json,
  next: Json,
  reader: Reader,
  { before = {}, after = before }: { before?: Definitions; after?: Definitions } = {},
): string[] {
  return compare(old, next, reader, before, after).map(({ level, at, what }) => `${level} ${at} ${what}`);
}

/** Returns the worst level of the differences, or `none`. */
export function worstOf(
  old: Json,
  next: Json,
  reader: Reader,
  { before = {}, after = before }: { before?: Definitions; after?: Definitions } = {},
): Level | 'none' {
  const found = compare(old, next, reader, before, after).map(({ level }) => level);
  return levels.find((level) => found.includes(level)) ?? 'none';
}

function compare(old: Json, next: Json, reader: Reader, before: Definitions, after: Definitions) {
  const comparison = new SchemaComparison(new Map(Object.entries(before)), new Map(Object.entries(after)));
  return comparison.compare([old], [next], { reader, strict: false }).map(({ at, finding: { effect, what } }) => ({
    level: classify(effect, reader).level,
    at,
    what,
  }));
}
