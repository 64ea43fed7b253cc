import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Json } from '../codegen/contract.js';
import { canonical } from './canonical.js';
import type { Conjunction, Schemas } from './flat-schema.js';

/** Validates values against schemas of one contract. */
export class Acceptor {
  readonly #ajv = new Ajv({ strict: false, validateSchema: false, logger: false });
  readonly #definitions: { [type: string]: Json };
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(schemas: Schemas) {
    addFormats.default(this.#ajv);
    this.#definitions = Object.fromEntries(schemas);
  }

  /** Whether a value is valid against all of these schemas. */
  accepts(conjunction: Conjunction, value: Json): boolean {
    const key = canonical([...conjunction]);
    const known = this.#compiled.get(key);
    if (known) return known(value);
    const compiled = this.#ajv.compile({ definitions: this.#definitions, allOf: [{}, ...conjunction] });
    this.#compiled.set(key, compiled);
    return compiled(value);
  }
}
