import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Contract, Json, JsonObject } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { type Problem, type Validator, validator } from '../codegen/runtime/validation-runtime.js';

const byContract = new WeakMap<Contract, ContractChecks>();

/** Returns the checks of a contract, which are compiled once for all mocks of the contract. */
export function contractChecks(contract: Contract): ContractChecks {
  const known = byContract.get(contract) ?? new ContractChecks(contract);
  byContract.set(contract, known);
  return known;
}

/** Validates values against the schemas of a contract at run time. */
export class ContractChecks {
  readonly #definitions: JsonObject;
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, Validator<unknown>>();

  constructor(contract: Contract) {
    this.#definitions = Object.fromEntries(contract.schemas);
    // Exclude inherited properties such as `toString`. Report all errors, because a developer fixes all of them.
    this.#ajv = new Ajv({ strict: false, allErrors: true, ownProperties: true, logger: false });
    addFormats.default(this.#ajv);
  }

  /** Returns the problems of a value with a type of the contract. */
  problems(type: string, value: unknown): Problem[] {
    return this.#validator({ $ref: `#/definitions/${type}` }).problems(value);
  }

  isValid(type: string, value: unknown): boolean {
    return this.#validator({ $ref: `#/definitions/${type}` }).is(value);
  }

  /** Returns true when a value is valid against a schema of the contract. */
  allows(schema: Json, value: unknown): boolean {
    return schema !== false && (!isObject(schema) || this.#validator(schema).is(value));
  }

  #validator(schema: JsonObject): Validator<unknown> {
    const key = JSON.stringify(schema);
    const known = this.#validators.get(key);
    if (known) return known;
    const made = validator(key, this.#ajv.compile<unknown>({ ...schema, definitions: this.#definitions }));
    this.#validators.set(key, made);
    return made;
  }
}
