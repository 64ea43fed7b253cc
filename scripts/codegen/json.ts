import type { Json, JsonObject } from './contract.js';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the object under `key`, or an empty object. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isObject(value) ? value : {};
}

/** Returns the array under `key`, or an empty array. */
export function arrayAt(parent: JsonObject, key: string): Json[] {
  const value = parent[key];
  return Array.isArray(value) ? value : [];
}

/** Returns the string under `key`, or an empty string. */
export function stringAt(parent: JsonObject, key: string): string {
  const value = parent[key];
  return typeof value === 'string' ? value : '';
}

/** Splits a JSON Pointer fragment (RFC 6901, section 6), such as `#/components/schemas/Chat`, into its tokens. */
export function pointerTokens(fragment: string): string[] {
  return decodeURIComponent(fragment.replace(/^#/, ''))
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Resolves a JSON Pointer fragment; `undefined` when nothing is at that place. */
export function resolvePointer(root: Json, fragment: string): Json | undefined {
  let value: Json | undefined = root;
  for (const token of pointerTokens(fragment)) {
    if (Array.isArray(value)) value = value[Number(token)];
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
}

/** Returns true when a value is an object with a `$ref`. */
export function isReference(value: unknown): value is JsonObject & { $ref: string } {
  return isObject(value) && typeof value['$ref'] === 'string';
}

/** Copies a value, replacing each object for which `change` returns a value. Replacements are not visited. */
export function mapObjects(
  value: Json,
  change: (object: JsonObject, path: string[]) => Json | undefined,
  path: string[] = [],
): Json {
  if (Array.isArray(value)) return value.map((item, index) => mapObjects(item, change, [...path, String(index)]));
  if (!isObject(value)) return value;
  const changed = change(value, path);
  if (changed !== undefined) return changed;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapObjects(item, change, [...path, key])]),
  );
}
