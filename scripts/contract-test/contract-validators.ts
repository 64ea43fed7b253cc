import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { closedDefinitions } from '../codegen/close-schema.js';
import type { Contract } from '../codegen/contract.js';
import { type Validator, validator } from '../codegen/runtime/validation-runtime.js';

/** Returns a function that compiles the validator of a type; `closed` validators reject fields that no schema names. */
export function contractValidators(contract: Contract, { closed = false } = {}): (type: string) => Validator<unknown> {
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats.default(ajv);
  const definitions = closed ? closedDefinitions(contract) : Object.fromEntries(contract.schemas);
  const known = new Map<string, Validator<unknown>>();
  return (type) => {
    const made =
      known.get(type) ?? validator(type, ajv.compile<unknown>({ definitions, $ref: `#/definitions/${type}` }));
    known.set(type, made);
    return made;
  };
}
