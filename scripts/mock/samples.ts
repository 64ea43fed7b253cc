import type { Contract, Json, JsonObject, Payload } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import type { ContractChecks } from './contract-checks.js';
import { generateValue } from './generate-value.js';
import { overlay } from './json-paths.js';
import { Random } from './random.js';

/** How many random values are tried before generation fails. */
const tries = 60;
/** How many tries include optional parts; the others leave them out, because they may be the obstacle. */
const fullTries = 40;

export interface SampleOptions {
  /** The name of the example to begin with; the first if there is no such example. */
  readonly example?: string | undefined;
  /** The number of the example to begin with, modulo the number of examples. */
  readonly turn?: number;
  /** Fields that replace those of the example. */
  readonly overrides?: JsonObject | undefined;
  /** What the sample must contain. */
  readonly containing?: Json | undefined;
}

/** No valid value of a type could be generated. */
export class NoSampleError extends Error {
  override readonly name = 'NoSampleError';
}

/** Creates valid payloads from the document's examples or at random from its schemas, reproducibly by the seed. */
export class Samples {
  readonly random: Random;
  readonly #contract: Contract;
  readonly #checks: ContractChecks;

  constructor(contract: Contract, checks: ContractChecks, seed: number) {
    this.#contract = contract;
    this.#checks = checks;
    this.random = new Random(seed);
  }

  /** @throws NoSampleError when no valid payload could be generated. */
  of({ type, examples }: Payload, { example, turn = 0, overrides, containing }: SampleOptions = {}): Json {
    const first = Math.max(
      examples.findIndex(({ name }) => name === example),
      examples.length > 0 ? turn % examples.length : 0,
    );
    const ordered = [...examples.slice(first), ...examples.slice(0, first)].map(({ payload }) => payload);
    for (const payload of ordered) {
      const base = isObject(payload) ? { ...payload, ...overrides } : payload;
      const made = this.#complete(type, overlay(base, containing) ?? base);
      if (made !== undefined) return made;
    }
    return this.ofType(type, overlay(overrides, containing));
  }

  /** @throws NoSampleError when no valid payload could be generated. */
  ofType(type: string, containing?: Json): Json {
    return this.ofSchema({ $ref: `#/definitions/${type}` }, type, containing);
  }

  /** Generates a value of a schema of the contract. @throws NoSampleError, with `name` in its message. */
  ofSchema(schema: Json, name: string, containing?: Json): Json {
    let last: unknown = 'every generated value violated one of its rules';
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const options = { random: this.random, ownExamples: attempt === 0, minimal: attempt >= fullTries };
      try {
        const value = generateValue(this.#contract, schema, options, containing);
        if (this.#checks.allows(schema, value)) return value;
      } catch (error) {
        last = error;
      }
    }
    const reason = last instanceof Error ? last.message : String(last);
    throw new NoSampleError(
      `Failed to generate a value for the schema ${name}: ${reason}. Add an example to its message.`,
    );
  }

  /** Completes an example with its missing fields; `undefined` when no valid value could be generated. */
  #complete(type: string, given: Json): Json | undefined {
    if (this.#checks.isValid(type, given)) return given;
    try {
      return this.ofType(type, given);
    } catch (error) {
      if (error instanceof NoSampleError) return undefined;
      throw error;
    }
  }
}
