import type { Json, JsonObject } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';

/** What stands at a place in a value, or `undefined`. */
export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const name of path) {
    if (Array.isArray(found)) found = found[Number(name)];
    else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

/**
 * A copy of the value with what stands at a place replaced, or, with `undefined`, taken out. `*` is each item of a list.
 * Where nothing leads to the place, objects are put in the way.
 */
export function replaceAt(value: Json | undefined, path: readonly string[], replacement: Json | undefined): Json {
  const [name, ...rest] = path;
  if (name === undefined) return replacement ?? null;
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      name === '*' || name === String(index) ? replaceAt(item, rest, replacement) : item,
    );
  }
  const object: JsonObject = isObject(value) ? value : {};
  if (rest[0] === '*' && !Array.isArray(object[name])) return object;
  if (rest.length > 0) return { ...object, [name]: replaceAt(object[name], rest, replacement) };
  const others = Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
  return replacement === undefined ? others : { ...others, [name]: replacement };
}

/** One value laid over another: objects field by field; a list has the length of the upper one. */
export function overlay(lower: Json | undefined, upper: Json | undefined): Json | undefined {
  if (upper === undefined || lower === undefined) return upper ?? lower;
  if (Array.isArray(upper) && Array.isArray(lower)) {
    return upper.map((item, index) => overlay(lower[index] ?? lower[0], item) ?? null);
  }
  if (!isObject(upper) || !isObject(lower)) return upper;
  const both = Object.entries(upper).map(([key, item]) => [key, overlay(lower[key], item) ?? null]);
  return { ...lower, ...Object.fromEntries(both) };
}
