import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Contract, Operation } from './contract.js';
import { type Field, fieldsOf, resolveSchema, type Schemas } from './docs/resolve-schema.js';

const sampleUuid = '3f0f4a4e-8f43-4d0a-9d5c-0d6a5f0c7b11';

/** Whether the sender of an event is answered. */
export function isAcknowledged({ reply, error }: Operation): boolean {
  return reply !== undefined || error !== undefined;
}

/** What tells an error reply from a success reply: the required fields that only one of the two has. */
export function errorMarks({ schemas }: Contract, { reply, error }: Operation): { has: string[]; lacks: string[] } {
  const requiredOf = (type: string | undefined) =>
    (type === undefined ? [] : fieldsOf({ $ref: `#/definitions/${type}` }, schemas)).flatMap(({ name, required }) =>
      name !== undefined && required ? [name] : [],
    );
  if (!error) return { has: [], lacks: [] };
  const [ofError, ofReply] = [requiredOf(error.type), requiredOf(reply?.type)];
  const has = ofError.filter((name) => !ofReply.includes(name));
  return { has, lacks: has.length > 0 ? [] : ofReply.filter((name) => !ofError.includes(name)) };
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
