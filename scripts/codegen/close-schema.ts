import type { Contract, Json, JsonObject, Schema } from './contract.js';
import { isObject, isReference, mapObjects } from './json.js';

const combining = ['allOf', 'anyOf', 'oneOf'];

/**
 * Returns the contract's schemas, each rejecting fields that it does not name, for contract tests. Schemas that are
 * parts of a combination are added in an open form, `<type>.open`: a closed part would reject the other parts' fields.
 */
export function closedDefinitions({ schemas }: Contract): JsonObject {
  const parts = new Set<string>();
  const closed = [...schemas].map(([name, schema]) => [name, closeSchema(schema, parts)]);
  const open: [string, Json][] = [];
  // `openPart` adds the parts of parts to the set during this loop.
  for (const name of parts) open.push([`${name}.open`, openPart(schemas.get(name) ?? true, parts)]);
  return Object.fromEntries([...closed, ...open]);
}

function closeSchema(schema: Schema, parts: Set<string>): Json {
  const opened = mapObjects(schema, (object) => (isCombined(object) ? openCombined(object, parts) : undefined));
  const isOpen = isObject(schema['properties']) && schema['additionalProperties'] === undefined;
  return isOpen && !isCombined(schema) ? { ...Object(opened), additionalProperties: false } : opened;
}

/** Returns true when several schemas together name an object's fields. */
function isCombined(schema: Schema): boolean {
  const isNaming = isObject(schema['properties']);
  return combining.some((keyword) => Array.isArray(schema[keyword]) && (keyword === 'allOf' || isNaming));
}

function openCombined(schema: Schema, parts: Set<string>): Schema {
  const entries = Object.entries(schema).map(([key, value]) => {
    const isList = combining.includes(key) && Array.isArray(value);
    return [key, isList ? value.map((part) => openPart(part, parts)) : value];
  });
  return Object.fromEntries(entries);
}

/** Returns a part of a combination in its open form, with its references pointing to open forms. */
function openPart(schema: Json, parts: Set<string>): Json {
  if (!isObject(schema)) return schema;
  const opened = openCombined(schema, parts);
  if (!isReference(schema)) return opened;
  parts.add(schema.$ref.replace('#/definitions/', ''));
  return { ...opened, $ref: `${schema.$ref}.open` };
}
