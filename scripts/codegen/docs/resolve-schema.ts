import type { Json, Schema } from '../contract.js';
import { arrayAt, isObject, isReference, objectAt } from '../json.js';
import { typeOfReference } from './uses.js';

export type Schemas = ReadonlyMap<string, Schema>;

/** A field of an object type, or a group of fields without fixed names. */
export interface Field {
  /** Undefined if the names are not fixed. */
  name: string | undefined;
  /** Regular expression that the names match, if they are not fixed. */
  pattern: string | undefined;
  schema: Json;
  required: boolean;
}

/** Resolves a reference. Keywords beside the reference override those of its target. */
export function resolveSchema(schema: Json, schemas: Schemas, seen: readonly string[] = []): Schema {
  if (!isObject(schema)) return {};
  if (!isReference(schema)) return schema;
  const type = typeOfReference(schema.$ref);
  const { $ref: _, ...beside } = schema;
  if (seen.includes(type)) return beside;
  return { ...resolveSchema(schemas.get(type) ?? {}, schemas, [...seen, type]), ...beside };
}

/** Returns the fields of an object type, including the fields of `allOf` parts. */
export function fieldsOf(schema: Json, schemas: Schemas): Field[] {
  const parts = partsOf(schema, schemas, []);
  const required = new Set(parts.flatMap((part) => arrayAt(part, 'required')));
  const named = new Map<string, Field>();
  for (const part of parts) {
    for (const [name, property] of Object.entries(objectAt(part, 'properties'))) {
      named.set(name, { name, pattern: undefined, schema: property, required: required.has(name) });
    }
  }
  for (const name of required) {
    if (typeof name === 'string' && !named.has(name)) {
      named.set(name, { name, pattern: undefined, schema: otherOf(parts) ?? {}, required: true });
    }
  }
  const others = parts.flatMap((part): Field[] => {
    const patterns = Object.entries(objectAt(part, 'patternProperties'));
    const rest = part['additionalProperties'];
    return [
      ...patterns.map(([pattern, property]) => ({ name: undefined, pattern, schema: property, required: false })),
      ...(isObject(rest) || rest === true
        ? [{ name: undefined, pattern: undefined, schema: rest, required: false }]
        : []),
    ];
  });
  return [...named.values(), ...others];
}

/** Returns true if the schema forbids fields that it does not name. */
export function isClosed(schema: Json, schemas: Schemas): boolean {
  return partsOf(schema, schemas, []).some((part) => part['additionalProperties'] === false);
}

/** Returns true if the schema describes the fields of an object. */
export function isObjectType(schema: Json, schemas: Schemas): boolean {
  return partsOf(schema, schemas, []).some(
    (part) => part['type'] === 'object' || isObject(part['properties']) || isObject(part['patternProperties']),
  );
}

function partsOf(schema: Json, schemas: Schemas, seen: Schema[]): Schema[] {
  const resolved = resolveSchema(schema, schemas);
  const parts = arrayAt(resolved, 'allOf');
  if (!isObject(schema) || seen.includes(schema)) return [];
  return [resolved, ...parts.flatMap((part) => partsOf(targetOf(part, schemas), schemas, [...seen, schema]))];
}

/** Resolves a reference to the same object each time, so that `partsOf` detects a type that contains itself. */
function targetOf(part: Json, schemas: Schemas): Json {
  return isReference(part) ? (schemas.get(typeOfReference(part.$ref)) ?? {}) : part;
}

function otherOf(parts: Schema[]): Json | undefined {
  return parts.map((part) => part['additionalProperties']).find((rest) => isObject(rest));
}
