import type { Contract, Json, JsonObject, Schema } from './contract.js';
import { isObject, isReference, mapObjects } from './json.js';

const combining = ['allOf', 'anyOf', 'oneOf'];

/**
 * The contract's schemas, each refusing the fields that it does not name: a contract test wants to hear of them. Beside
 * them, as `<type>.open`, stand those that are parts of another: each part would refuse what the others name.
 */
export function closedDefinitions({ schemas }: Contract): JsonObject {
  const parts = new Set<string>();
  const closed = [...schemas].map(([name, schema]) => [name, closeSchema(schema, parts)]);
  const open: [string, Json][] = [];
  // A part may have parts of its own: the set grows while it is read.
  for (const name of parts) open.push([`${name}.open`, openPart(schemas.get(name) ?? true, parts)]);
  return Object.fromEntries([...closed, ...open]);
}

function closeSchema(schema: Schema, parts: Set<string>): Json {
  const opened = mapObjects(schema, (object) => (isCombined(object) ? openCombined(object, parts) : undefined));
  const isOpen = isObject(schema['properties']) && schema['additionalProperties'] === undefined;
  return isOpen && !isCombined(schema) ? { ...Object(opened), additionalProperties: false } : opened;
}

/** Whether an object's fields are named by several schemas together. */
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

/** A schema that another is combined of, with the references in it to such that refuse nothing. */
function openPart(schema: Json, parts: Set<string>): Json {
  if (!isObject(schema)) return schema;
  const opened = openCombined(schema, parts);
  if (!isReference(schema)) return opened;
  parts.add(schema.$ref.replace('#/definitions/', ''));
  return { ...opened, $ref: `${schema.$ref}.open` };
}
