import type { Json, JsonObject, Payload } from '../contract.js';
import { arrayAt, isObject } from '../json.js';
import { fieldsOf, isObjectType, resolveSchema, type Schemas } from './resolve-schema.js';

const maxDepth = 6;
const byFormat: Record<string, string> = {
  date: '2026-01-05',
  'date-time': '2026-01-05T09:30:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '01932d4c-8f00-7c3e-9a54-5b1d2f7e6a90',
};

/** Returns the first example of a payload, or a value generated from its schema. */
export function samplePayload(payload: Payload, schemas: Schemas): Json {
  const [example] = payload.examples;
  return example === undefined ? sampleOf({ $ref: `#/definitions/${payload.type}` }, schemas) : example.payload;
}

/** Generates a value from a schema. Objects get only the required fields. */
export function sampleOf(schema: Json, schemas: Schemas, depth = 0): Json {
  const resolved = resolveSchema(schema, schemas);
  const given = givenIn(resolved);
  if (given !== undefined) return given;
  if (depth >= maxDepth) return {};
  const [alternative] = [...arrayAt(resolved, 'oneOf'), ...arrayAt(resolved, 'anyOf')];
  if (alternative !== undefined && !isObject(resolved['properties'])) return sampleOf(alternative, schemas, depth + 1);
  if (isObjectType(schema, schemas)) {
    const required = fieldsOf(schema, schemas).filter((field) => field.required);
    return Object.fromEntries(required.map((field) => [field.name ?? '', sampleOf(field.schema, schemas, depth + 1)]));
  }
  return sampleScalar(resolved, schemas, depth);
}

/** Returns the first value that the schema itself contains. */
function givenIn(schema: JsonObject): Json | undefined {
  return arrayAt(schema, 'examples')[0] ?? schema['const'] ?? schema['default'] ?? arrayAt(schema, 'enum')[0];
}

function sampleScalar(schema: JsonObject, schemas: Schemas, depth: number): Json {
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  const items = schema['items'];
  if (Array.isArray(items)) return items.map((item) => sampleOf(item, schemas, depth + 1));
  if (type === 'array') return items === undefined ? [] : [sampleOf(items, schemas, depth + 1)];
  if (type === 'integer' || type === 'number') return schema['minimum'] ?? 0;
  if (type === 'boolean') return true;
  if (type === 'string') return byFormat[String(schema['format'])] ?? '…';
  return type === 'null' ? null : {};
}
