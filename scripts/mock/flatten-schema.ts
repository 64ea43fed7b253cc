import type { Contract, Json, Schema } from '../codegen/contract.js';
import { arrayAt, isObject, isReference, objectAt } from '../codegen/json.js';
import { mergeSchemas } from '../contract-test/merge-schemas.js';

/** Merges a schema with its references and its `allOf` at the top level. */
export function flattenSchema(contract: Contract, schema: Json | undefined): Schema {
  if (schema === false) return { not: {} };
  if (!isObject(schema)) return {};
  const parts: Schema[] = [schema];
  const named = typeNamedBy(schema);
  if (named !== undefined) parts.push(flattenSchema(contract, contract.schemas.get(named)));
  parts.push(...arrayAt(schema, 'allOf').map((part) => flattenSchema(contract, part)));
  if (parts.length === 1) return schema;
  const { $ref: _, allOf: __, ...merged } = mergeSchemas(parts);
  return merged;
}

/** Returns the type that a schema references, if it is a reference. */
export function typeNamedBy(schema: Json | undefined): string | undefined {
  return isReference(schema) ? schema.$ref.replace('#/definitions/', '') : undefined;
}

/** Returns the schema of the value at a path: of a field, or of an item in a list. */
export function schemaAt(contract: Contract, schema: Json | undefined, path: readonly string[]): Schema | undefined {
  const [name, ...rest] = path;
  const flat = flattenSchema(contract, schema);
  if (name === undefined) return flat;
  const below = childOf(flat, name);
  if (below !== undefined) return schemaAt(contract, below, rest);
  for (const alternative of [...arrayAt(flat, 'oneOf'), ...arrayAt(flat, 'anyOf')]) {
    const found = schemaAt(contract, alternative, path);
    if (found) return found;
  }
  return undefined;
}

function childOf(schema: Schema, name: string): Json | undefined {
  const properties = objectAt(schema, 'properties');
  if (Object.hasOwn(properties, name)) return properties[name];
  const { items, additionalProperties } = schema;
  if (/^\d+$/.test(name)) return Array.isArray(items) ? items[Number(name)] : items;
  return isObject(additionalProperties) ? additionalProperties : undefined;
}
