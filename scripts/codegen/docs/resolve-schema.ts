import type { Json, Schema } from '../contract.js';
import { arrayAt, isObject, isReference, objectAt } from '../json.js';
import { typeOfReference } from './uses.js';

export type Schemas = ReadonlyMap<string, Schema>;

/** A field of an object type, or what its other fields are. */
export interface Field {
  /** Absent for fields whose name is not fixed. */
  name: string | undefined;
  /** The pattern that the names of such fields match. */
  pattern: string | undefined;
  schema: Json;
  required: boolean;
}

/** The schema that a reference leads to, below what stands beside the reference; else the schema itself. */
export function resolveSchema(schema: Json, schemas: Schemas, seen: readonly string[] = []): Schema {
  if (!isObject(schema)) return {};
  if (!isReference(schema)) return schema;
  const type = typeOfReference(schema.$ref);
  const { $ref: _, ...beside } = schema;
  if (seen.includes(type)) return beside;
  return { ...resolveSchema(schemas.get(type) ?? {}, schemas, [...seen, type]), ...beside };
}

/** The fields of an object type, those of the parts that `allOf` combines included. */
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

/** Whether an object may have no fields but those it names. */
export function isClosed(schema: Json, schemas: Schemas): boolean {
  return partsOf(schema, schemas, []).some((part) => part['additionalProperties'] === false);
}

/** Whether it is told what fields a value has. */
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

/** The very object in the map, so that a type that is a part of itself is noticed. */
function targetOf(part: Json, schemas: Schemas): Json {
  return isReference(part) ? (schemas.get(typeOfReference(part.$ref)) ?? {}) : part;
}

function otherOf(parts: Schema[]): Json | undefined {
  return parts.map((part) => part['additionalProperties']).find((rest) => isObject(rest));
}
