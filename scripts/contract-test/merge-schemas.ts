import type { Json, Schema } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';

/** For each bound, the function that picks the stricter of two values. */
const tightest: Readonly<Record<string, (left: number, right: number) => number>> = {
  minimum: Math.max,
  exclusiveMinimum: Math.max,
  minLength: Math.max,
  minItems: Math.max,
  minProperties: Math.max,
  maximum: Math.min,
  exclusiveMaximum: Math.min,
  maxLength: Math.min,
  maxItems: Math.min,
  maxProperties: Math.min,
};

/** Merges schemas into one that requires what all of them require. Where keywords cannot be merged, the first wins. */
export function mergeSchemas(schemas: readonly Schema[]): Schema {
  const merged: Schema = {};
  for (const schema of schemas) {
    for (const [keyword, value] of Object.entries(schema))
      merged[keyword] = mergeKeyword(keyword, merged[keyword], value);
  }
  return merged;
}

function mergeKeyword(keyword: string, left: Json | undefined, right: Json): Json {
  if (left === undefined) return right;
  const pick = tightest[keyword];
  if (pick && typeof left === 'number' && typeof right === 'number') return pick(left, right);
  if (keyword === 'properties' && isObject(left) && isObject(right)) {
    const shared = Object.keys(right).filter((name) => name in left);
    const parts = shared.map((name): [string, Json] => [name, { allOf: [left[name] ?? {}, right[name] ?? {}] }]);
    return { ...left, ...right, ...Object.fromEntries(parts) };
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    if (keyword === 'required' || keyword === 'allOf') return [...new Set([...left, ...right])];
    if (keyword === 'enum' || keyword === 'type') return left.filter((item) => right.includes(item));
  }
  return left;
}
