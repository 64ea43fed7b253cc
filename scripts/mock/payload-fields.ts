import type { Contract, Json, Schema } from '../codegen/contract.js';
import { arrayAt, isObject, objectAt } from '../codegen/json.js';
import { flattenSchema, typeNamedBy } from './flatten-schema.js';

/** A field of a payload, at any depth. */
export interface PayloadField {
  /** The path from the payload, with `*` for every item of a list. */
  readonly path: readonly string[];
  readonly schema: Json;
  readonly isRequired: boolean;
}

export interface PayloadFields {
  readonly fields: readonly PayloadField[];
  /** The paths of objects that do not allow fields beyond those that their schema names. */
  readonly closed: readonly (readonly string[])[];
}

/** Returns the fields that all payloads of a type may have; fields of a single alternative are left out. */
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

/** Returns true when the contract suite does not allow additional fields: in object schemas without a combination. */
function isClosed(contract: Contract, schema: Json | undefined, flat: Schema): boolean {
  const named = typeNamedBy(schema);
  const own = named === undefined ? schema : contract.schemas.get(named);
  if (!isObject(own) || typeNamedBy(own) !== undefined) return named !== undefined && isClosed(contract, own, flat);
  if (flat['oneOf'] !== undefined || flat['anyOf'] !== undefined || own['allOf'] !== undefined) return false;
  return isObject(own['properties']) && (own['additionalProperties'] ?? false) === false;
}
