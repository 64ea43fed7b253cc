import type { Json, JsonObject } from './contract.js';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under `key`, or an empty one. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isObject(value) ? value : {};
}

/** The array under `key`, or an empty one. */
export function arrayAt(parent: JsonObject, key: string): Json[] {
  const value = parent[key];
  return Array.isArray(value) ? value : [];
}

/** The string under `key`, or an empty one. */
export function stringAt(parent: JsonObject, key: string): string {
  const value = parent[key];
  return typeof value === 'string' ? value : '';
}

/** The tokens of a JSON Pointer fragment (RFC 6901, section 6), as in `#/components/schemas/Chat`. */
export function pointerTokens(fragment: string): string[] {
  return decodeURIComponent(fragment.replace(/^#/, ''))
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What a JSON Pointer fragment leads to, or `undefined`. */
export function resolvePointer(root: Json, fragment: string): Json | undefined {
  let value: Json | undefined = root;
  for (const token of pointerTokens(fragment)) {
    if (Array.isArray(value)) value = value[Number(token)];
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
}

/** Whether a value is a reference, and nothing or little else. */
export function isReference(value: unknown): value is JsonObject & { $ref: string } {
  return isObject(value) && typeof value['$ref'] === 'string';
}

/** A copy of the value in which `change` has replaced each object it answers one for; what it answers is not visited. */
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
