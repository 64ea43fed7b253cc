import type { Contract, Json, Schema } from '../codegen/contract.js';
import { arrayAt, isObject, objectAt } from '../codegen/json.js';
import { flattenSchema, typeNamedBy } from './flatten-schema.js';

/** A field of a payload, at any depth. */
export interface PayloadField {
  /** From the payload, with `*` for each item of a list. */
  readonly path: readonly string[];
  readonly schema: Json;
  readonly isRequired: boolean;
}

export interface PayloadFields {
  readonly fields: readonly PayloadField[];
  /** The places of objects that have no fields but those that their schema names. */
  readonly closed: readonly (readonly string[])[];
}

/** The fields that every payload of a type may have; what only one alternative of several has is not among them. */
export function payloadFields(contract: Contract, type: string): PayloadFields {
  const fields: PayloadField[] = [];
  const closed: (readonly string[])[] = [];

  const visit = (schema: Json | undefined, path: readonly string[], within: readonly string[]) => {
    const named = typeNamedBy(schema);
    if (named !== undefined && within.includes(named)) return;
    const around = named === undefined ? within : [...within, named];
    const flat = flattenSchema(contract, schema);
    const properties = objectAt(flat, 'properties');
    if (isClosed(contract, schema, flat)) closed.push(path);
    for (const [name, property] of Object.entries(properties)) {
      const isRequired = arrayAt(flat, 'required').includes(name);
      fields.push({ path: [...path, name], schema: property, isRequired });
      visit(property, [...path, name], around);
    }
    if (isObject(flat['items'])) visit(flat['items'], [...path, '*'], around);
  };

  visit({ $ref: `#/definitions/${type}` }, [], []);
  return { fields, closed };
}

/** As the contract suite has it: an object schema that says nothing of other fields allows none, unless it is combined. */
function isClosed(contract: Contract, schema: Json | undefined, flat: Schema): boolean {
  const named = typeNamedBy(schema);
  const own = named === undefined ? schema : contract.schemas.get(named);
  if (!isObject(own) || typeNamedBy(own) !== undefined) return named !== undefined && isClosed(contract, own, flat);
  if (flat['oneOf'] !== undefined || flat['anyOf'] !== undefined || own['allOf'] !== undefined) return false;
  return isObject(own['properties']) && (own['additionalProperties'] ?? false) === false;
}
