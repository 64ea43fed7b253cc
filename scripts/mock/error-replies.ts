import type { Contract, Json, Operation, Schema } from '../codegen/contract.js';
import { isObject, objectAt } from '../codegen/json.js';
import type { Problem } from '../codegen/runtime/validation-runtime.js';
import type { ContractChecks } from './contract-checks.js';
import { flattenSchema, schemaAt } from './flatten-schema.js';
import { overlay, replaceAt, valueAt } from './json-paths.js';
import type { Samples } from './samples.js';

/** The possible positions of the code in an error reply. */
const codePlaces = [['error', 'code'], ['code'], ['error']] as const;

/** Creates the error replies that a document describes. */
export class ErrorReplies {
  readonly #contract: Contract;
  readonly #checks: ContractChecks;
  readonly #samples: Samples;
  /** The code that answers a payload which does not match its schema. */
  readonly #invalidPayloadCode: string | undefined;

  constructor(contract: Contract, checks: ContractChecks, samples: Samples) {
    this.#contract = contract;
    this.#checks = checks;
    this.#samples = samples;
    this.#invalidPayloadCode = contract.errors.find(({ invalidPayload }) => invalidPayload)?.code;
  }

  /** Creates the error reply to an invalid payload; `undefined` when the operation has no error reply. */
  ofProblems({ error }: Operation, problems: readonly Problem[]): Json | undefined {
    if (!error) return undefined;
    const code = this.#invalidPayloadCode;
    const reply = (code === undefined ? undefined : this.ofCode({ error }, code)) ?? this.#samples.of(error);
    const detailed = code === undefined ? undefined : this.#withDetails(error.type, reply, problems);
    return detailed !== undefined && this.#checks.isValid(error.type, detailed) ? detailed : reply;
  }

  /** Creates the error reply with a code; `undefined` when the operation's error reply cannot have that code. */
  ofCode({ error }: Pick<Operation, 'error'>, code: string): Json | undefined {
    if (!error) return undefined;
    const example = error.examples.find(({ payload }) => codeOf(payload) === code)?.payload;
    if (example !== undefined && this.#checks.isValid(error.type, example)) return example;
    const summary = this.#contract.errors.find((definition) => definition.code === code)?.summary;
    for (const place of codePlaces.filter((candidate) => this.#hasPlace(error.type, candidate))) {
      const given = replaceAt({}, place, code);
      const message = [...place.slice(0, -1), 'message'];
      const hasMessage = summary !== undefined && this.#hasPlace(error.type, message);
      for (const containing of [...(hasMessage ? [replaceAt(given, message, summary)] : []), given]) {
        const made = this.#tried(error.type, containing);
        if (made !== undefined) return made;
      }
    }
    return undefined;
  }

  #hasPlace(type: string, place: readonly string[]): boolean {
    return schemaAt(this.#contract, { $ref: `#/definitions/${type}` }, place) !== undefined;
  }

  #tried(type: string, containing: Json): Json | undefined {
    try {
      return this.#samples.ofType(type, containing);
    } catch {
      return undefined;
    }
  }

  /** Fills each list beside the code whose items have a `path` or a `message` with the problems. */
  #withDetails(type: string, reply: Json, problems: readonly Problem[]): Json | undefined {
    if (problems.length === 0) return undefined;
    const place = codePlaces.find((candidate) => typeof valueAt(reply, candidate) === 'string')?.slice(0, -1) ?? [];
    const body = schemaAt(this.#contract, { $ref: `#/definitions/${type}` }, place) ?? {};
    let detailed: Json | undefined = reply;
    for (const [name, property] of Object.entries(objectAt(body, 'properties'))) {
      const { items } = flattenSchema(this.#contract, property);
      const fields = isObject(items) ? objectAt(flattenSchema(this.#contract, items), 'properties') : {};
      if (!('path' in fields || 'message' in fields)) continue;
      const listed = problems.map((problem) => pickFields(problem, fields));
      detailed = overlay(detailed, replaceAt({}, [...place, name], listed));
    }
    return detailed;
  }
}

/** Returns the position of the code in error replies of a type. */
export function codePlaceIn(contract: Contract, type: string): readonly string[] | undefined {
  const places = codePlaces.map((place) => ({
    place,
    schema: schemaAt(contract, { $ref: `#/definitions/${type}` }, place),
  }));
  return places.find(({ schema }) => schema !== undefined)?.place;
}

/** Returns the code of an error reply. */
export function codeOf(reply: Json): string | undefined {
  for (const place of codePlaces) {
    const code = valueAt(reply, place);
    if (typeof code === 'string') return code;
  }
  return undefined;
}

function pickFields({ path, message }: Problem, fields: Schema): Json {
  return { ...('path' in fields && { path }), ...('message' in fields && { message }) };
}
