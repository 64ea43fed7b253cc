import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Contract, Json, Operation } from './contract.js';
import { type Field, fieldsOf, resolveSchema, type Schemas } from './docs/resolve-schema.js';

const sampleUuid = '3f0f4a4e-8f43-4d0a-9d5c-0d6a5f0c7b11';

/** Returns true when the receiver of an event acknowledges it. */
export function isAcknowledged({ reply, error }: Operation): boolean {
  return reply !== undefined || error !== undefined;
}

export interface ErrorMarks {
  /** A required field, and the values that only error replies have in it. */
  is: { field: string; values: Json[] } | undefined;
  has: string[];
  lacks: string[];
}

/**
 * Finds the difference between error replies and success replies: a field that never has the same value in both, such
 * as `ok`, or else the required fields that only one of the two has.
 */
export function errorMarks({ schemas }: Contract, { reply, error }: Operation): ErrorMarks {
  const requiredOf = (type: string | undefined) =>
    (type === undefined ? [] : fieldsOf({ $ref: `#/definitions/${type}` }, schemas)).flatMap(({ name, required }) =>
      name !== undefined && required ? [name] : [],
    );
  if (!error) return { is: undefined, has: [], lacks: [] };
  const is = reply && differingField(error.type, reply.type, schemas);
  if (is) return { is, has: [], lacks: [] };
  const [ofError, ofReply] = [requiredOf(error.type), requiredOf(reply?.type)];
  const has = ofError.filter((name) => !ofReply.includes(name));
  return { is, has, lacks: has.length > 0 ? [] : ofReply.filter((name) => !ofError.includes(name)) };
}

/** Returns a field that error replies require, with values that success replies cannot have in it. */
function differingField(error: string, reply: string, schemas: Schemas): ErrorMarks['is'] {
  const ofReply = fieldsOf({ $ref: `#/definitions/${reply}` }, schemas);
  for (const { name, required, schema } of fieldsOf({ $ref: `#/definitions/${error}` }, schemas)) {
    const other = ofReply.find((field) => name !== undefined && field.name === name);
    const [values, others] = [closedValues(schema, schemas), other && closedValues(other.schema, schemas)];
    if (name === undefined || !required || !values || !others) continue;
    if (values.every((value) => !others.includes(value))) return { field: name, values };
  }
  return undefined;
}

/** Returns all values that a schema allows, if it lists them and `===` can compare them. */
function closedValues(schema: Json, schemas: Schemas): Json[] | undefined {
  const { const: only, enum: listed } = resolveSchema(schema, schemas);
  const values = only === undefined ? listed : [only];
  const isComparable = (value: Json) => typeof value !== 'object' || value === null;
  return Array.isArray(values) && values.every(isComparable) ? values : undefined;
}

export interface IdempotencyKey {
  name: string;
  required: boolean;
  /** True when its schema allows a UUID. */
  isUuid: boolean;
}

/** Returns the field of a request that is its idempotency key. */
export function idempotencyKey({ schemas }: Contract, { payload }: Operation): IdempotencyKey | undefined {
  if (!payload) return undefined;
  const isKey = (field: Field): field is Field & { name: string } =>
    field.name !== undefined && isMarked(field, schemas);
  const field = fieldsOf({ $ref: `#/definitions/${payload.type}` }, schemas).find(isKey);
  if (!field) return undefined;
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats.default(ajv);
  const schema = { definitions: Object.fromEntries(schemas), allOf: [field.schema] };
  return { name: field.name, required: field.required, isUuid: ajv.validate(schema, sampleUuid) };
}

function isMarked({ schema }: Field, schemas: Schemas): boolean {
  return resolveSchema(schema, schemas)['x-socketio-idempotency-key'] === true;
}
