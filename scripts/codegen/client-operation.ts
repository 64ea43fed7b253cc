import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Contract, Json, Operation } from './contract.js';
import { type Field, fieldsOf, resolveSchema, type Schemas } from './docs/resolve-schema.js';

const sampleUuid = '3f0f4a4e-8f43-4d0a-9d5c-0d6a5f0c7b11';

/** Whether the sender of an event is answered. */
export function isAcknowledged({ reply, error }: Operation): boolean {
  return reply !== undefined || error !== undefined;
}

export interface ErrorMarks {
  /** A required field, and the values of it that only an error reply has. */
  is: { field: string; values: Json[] } | undefined;
  has: string[];
  lacks: string[];
}

/**
 * What tells an error reply from a success reply: a field that is never the same in both, as `ok`, else the required
 * fields that only one of the two has.
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

/** A field that error replies must have, with values that success replies cannot have in it. */
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

/** All values that a schema allows, where it lists them and `===` tells them apart. */
function closedValues(schema: Json, schemas: Schemas): Json[] | undefined {
  const { const: only, enum: listed } = resolveSchema(schema, schemas);
  const values = only === undefined ? listed : [only];
  const isTold = (value: Json) => typeof value !== 'object' || value === null;
  return Array.isArray(values) && values.every(isTold) ? values : undefined;
}

export interface IdempotencyKey {
  name: string;
  required: boolean;
  /** Whether its schema lets it be a UUID. */
  isUuid: boolean;
}

/** The field of a request that lets the server tell a request that it knows. */
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
