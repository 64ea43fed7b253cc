import type { Json, JsonObject } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';

/** Returns the value at a path, or `undefined`. */
export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const name of path) {
    if (Array.isArray(found)) found = found[Number(name)];
    else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

/**
 * Copies a value and replaces the value at a path; `undefined` removes it. `*` stands for every item of a list. Missing
 * objects on the path are created.
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

/** Merges two values: objects field by field, with the upper value taking precedence; a list keeps the upper length. */
export function overlay(lower: Json | undefined, upper: Json | undefined): Json | undefined {
  if (upper === undefined || lower === undefined) return upper ?? lower;
  if (Array.isArray(upper) && Array.isArray(lower)) {
    return upper.map((item, index) => overlay(lower[index] ?? lower[0], item) ?? null);
  }
  if (!isObject(upper) || !isObject(lower)) return upper;
  const both = Object.entries(upper).map(([key, item]) => [key, overlay(lower[key], item) ?? null]);
  return { ...lower, ...Object.fromEntries(both) };
}
