import type { Contract, Json, JsonObject, Payload } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import type { ContractChecks } from './contract-checks.js';
import { generateValue } from './generate-value.js';
import { overlay } from './json-paths.js';
import { Random } from './random.js';

/** How often a value is drawn, anew each time, before a schema counts as one that nothing was found for. */
const tries = 60;
/** After so many of them, nothing optional is drawn any more: it may be what cannot be drawn. */
const generousTries = 40;

export interface Wish {
  /** The example to begin with, when it is there; else the first. */
  readonly example?: string | undefined;
  /** Which example to begin with, counted from 0 and around. */
  readonly turn?: number;
  /** Fields that take the place of the example's. */
  readonly instead?: JsonObject | undefined;
  /** What the sample has to contain. */
  readonly containing?: Json | undefined;
}

/** No value of a type was found. */
export class NoSampleError extends Error {
  override readonly name = 'NoSampleError';
}

/** Valid payloads: from the document's examples, else from its schemas, the same for the same seed. */
export class Samples {
  readonly random: Random;
  readonly #contract: Contract;
  readonly #checks: ContractChecks;

  constructor(contract: Contract, checks: ContractChecks, seed: number) {
    this.#contract = contract;
    this.#checks = checks;
    this.random = new Random(seed);
  }

  /** @throws NoSampleError when none was found. */
  of({ type, examples }: Payload, { example, turn = 0, instead, containing }: Wish = {}): Json {
    const first = Math.max(
      examples.findIndex(({ name }) => name === example),
      examples.length > 0 ? turn % examples.length : 0,
    );
    const ordered = [...examples.slice(first), ...examples.slice(0, first)].map(({ payload }) => payload);
    for (const payload of ordered) {
      const base = isObject(payload) ? { ...payload, ...instead } : payload;
      const made = this.#complete(type, overlay(base, containing) ?? base);
      if (made !== undefined) return made;
    }
    return this.ofType(type, overlay(instead, containing));
  }

  /** @throws NoSampleError when none was found. */
  ofType(type: string, containing?: Json): Json {
    return this.ofSchema({ $ref: `#/definitions/${type}` }, type, containing);
  }

  /** A value of a schema within the contract. @throws NoSampleError, which calls the schema by the name given here. */
  ofSchema(schema: Json, name: string, containing?: Json): Json {
    let last: unknown = 'every value that was drawn broke one of its rules';
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const draw = { random: this.random, ownExamples: attempt === 0, lean: attempt >= generousTries };
      try {
        const value = generateValue(this.#contract, schema, draw, containing);
        if (this.#checks.allows(schema, value)) return value;
      } catch (error) {
        last = error;
      }
    }
    const reason = last instanceof Error ? last.message : String(last);
    throw new NoSampleError(`No value was found for the schema ${name}: ${reason}. Give its message an example.`);
  }

  /** An example with what it lacks filled in, unless that leads to nothing valid. */
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
