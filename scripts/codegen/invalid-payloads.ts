import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Contract, Json, JsonObject, Payload, Schema } from './contract.js';
import { arrayAt, isObject, isReference, objectAt } from './json.js';

/** A payload that violates its schema. One without `payload` is sent without arguments. */
export interface InvalidPayload {
  /** A description, as in `user missing`. */
  what: string;
  payload?: Json;
}

const ofEachType: Json[] = ['text', 12.5, true, null, ['item'], { field: 'value' }];

/** Longer limits are not tested: Socket.IO's default maximum for a packet is one megabyte. */
const longest = 100_000;

/** Returns payloads that violate one rule of the schema each; candidates that the schema allows are left out. */
export function invalidPayloads(contract: Contract, payload: Payload): InvalidPayload[] {
  const definitions = Object.fromEntries(contract.schemas);
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats.default(ajv);
  const isValid = ajv.compile({ definitions, $ref: `#/definitions/${payload.type}` });
  const example = payload.examples[0]?.payload;
  const candidates = [
    { what: 'nothing' },
    ...ofEachType.map((value) => ({ what: describe(value), payload: value })),
    ...(isObject(example) ? brokenFields(contract, contract.schemas.get(payload.type) ?? {}, example) : []),
  ];
  return candidates.filter((candidate) => !('payload' in candidate) || !isValid(candidate.payload));
}

function brokenFields(contract: Contract, schema: Schema, example: JsonObject): InvalidPayload[] {
  const missing = arrayAt(schema, 'required')
    .map(String)
    .map((name) => ({ what: `${name} missing`, payload: without(example, name) }));
  const wrong = Object.entries(objectAt(schema, 'properties')).flatMap(([name, property]) =>
    brokenValues(resolve(contract, property)).map(({ what, value }) => ({
      what: `${name} ${what}`,
      payload: { ...example, [name]: value },
    })),
  );
  const unknown = { what: 'an unknown field', payload: { ...example, unknownField: true } };
  const prototype = { what: 'a field __proto__', payload: withPrototypeField(example) };
  return [...missing, ...wrong, ...(schema['additionalProperties'] === false ? [unknown, prototype] : [])];
}

/** Returns values that each violate one rule of a field's schema. */
function brokenValues(schema: Schema): { what: string; value: Json }[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema;
  return [
    ...ofEachType.map((value) => ({ what: `is ${describe(value)}`, value })),
    ...(isNumber(minLength) && minLength > 0 ? [{ what: 'is too short', value: 'x'.repeat(minLength - 1) }] : []),
    ...(isNumber(maxLength) && maxLength < longest ? [{ what: 'is too long', value: 'x'.repeat(maxLength + 1) }] : []),
    ...(isNumber(minimum) ? [{ what: 'is too small', value: minimum - 1 }] : []),
    ...(isNumber(maximum) ? [{ what: 'is too large', value: maximum + 1 }] : []),
    ...(isNumber(minItems) && minItems > 0 ? [{ what: 'has too few items', value: [] }] : []),
    ...(isNumber(maxItems) && maxItems < longest
      ? [{ what: 'has too many items', value: Array<Json>(maxItems + 1).fill('x') }]
      : []),
    ...(schema['pattern'] === undefined ? [] : [{ what: 'breaks its pattern', value: 'not\u0000 (matched)\ud800' }]),
    ...(schema['format'] === undefined ? [] : [{ what: 'breaks its format', value: 'not formatted' }]),
    ...(schema['enum'] === undefined ? [] : [{ what: 'is not one of its values', value: 'not-listed' }]),
  ];
}

function resolve(contract: Contract, schema: Json): Schema {
  if (!isObject(schema)) return {};
  if (!isReference(schema)) return schema;
  return resolve(contract, contract.schemas.get(schema.$ref.replace('#/definitions/', '')) ?? {});
}

function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

/** Adds `__proto__` as an own property, as `JSON.parse` does. */
function withPrototypeField(object: JsonObject): JsonObject {
  return Object.defineProperty({ ...object }, '__proto__', { value: {}, enumerable: true });
}

function describe(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return (
    { string: 'a string', number: 'a fraction', boolean: 'a boolean', object: 'an object' }[typeof value as string] ??
    'a value'
  );
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number';
}
