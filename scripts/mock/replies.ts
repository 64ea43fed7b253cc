import type { Contract, Json, JsonObject, Operation } from '../codegen/contract.js';
import { objectAt } from '../codegen/json.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import type { ContractChecks } from './contract-checks.js';
import { typeNamedBy } from './flatten-schema.js';
import { replaceAt, valueAt } from './json-paths.js';
import type { Samples } from './samples.js';
import { referencesIn } from './template-match.js';

/** Creates success replies, and finds the objects in them that events repeat. */
export class Replies {
  readonly #contract: Contract;
  readonly #checks: ContractChecks;
  readonly #samples: Samples;
  #made = 0;

  constructor(contract: Contract, checks: ContractChecks, samples: Samples) {
    this.#contract = contract;
    this.#checks = checks;
    this.#samples = samples;
  }

  /**
   * Creates the success reply to a payload. Among several examples, it uses the one with the name of the request's
   * example if the payload equals that example. @throws NoSampleError when no valid reply could be generated.
   */
  success(
    { reply, payload: request, event }: Operation,
    payload: Json | undefined,
    containing: Json | undefined,
  ): Json {
    // Without a documented success reply, an empty object is recognised as success because it has no error.
    if (!reply) return {};
    const example = request?.examples.find((candidate) => isEqual(candidate.payload, payload))?.name;
    let made = this.#samples.of(reply, { example, containing });
    for (const path of this.#identifiers(event)) {
      if (valueAt(containing, path) !== undefined) continue;
      const fresh = this.#freshLike(valueAt(made, path)).map((value) => replaceAt(made, path, value));
      made = fresh.find((candidate) => this.#checks.isValid(reply.type, candidate)) ?? made;
    }
    return made;
  }

  /** Returns the objects, by field name, that a reply and an event both contain: they have to be the same objects. */
  shared({ reply }: Operation, made: Json | undefined, { payload }: Operation): JsonObject | undefined {
    const replyFields = objectAt(this.#contract.schemas.get(reply?.type ?? '') ?? {}, 'properties');
    const eventFields = objectAt(this.#contract.schemas.get(payload?.type ?? '') ?? {}, 'properties');
    const shared = Object.entries(replyFields).filter(([name, schema]) => {
      const type = typeNamedBy(schema);
      const isObjectType = Object.keys(objectAt(this.#contract.schemas.get(type ?? '') ?? {}, 'properties')).length > 0;
      return isObjectType && type === typeNamedBy(eventFields[name]);
    });
    const found = shared.flatMap(([name]): [string, Json][] => {
      const value = valueAt(made, [name]);
      return value === undefined ? [] : [[name, value]];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  }

  /** Returns the fields of replies that scenarios refer to: they identify a reply, so they must be unique. */
  #identifiers(event: string): string[][] {
    const scenarios = this.#contract.namespaces.flatMap(({ operations }) =>
      operations.flatMap(({ scenario }) => scenario ?? []),
    );
    return scenarios.flatMap(({ steps, payload }) => {
      const kept = steps.flatMap((step) => ('emit' in step && step.emit === event && step.as ? [step.as] : []));
      const said = [payload ?? null, ...steps.map((step) => ('emit' in step ? (step.payload ?? null) : null))];
      const paths = said.flatMap(referencesIn).map((path) => path.split('.'));
      return paths.flatMap(([name = '', ...path]) => (kept.includes(name) && path.length > 0 ? [path] : []));
    });
  }

  /** Returns new values of the same form. */
  #freshLike(value: Json | undefined): Json[] {
    this.#made += 1;
    if (typeof value === 'number') return [value + this.#made];
    if (typeof value !== 'string') return [];
    const end = this.#made.toString(16);
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
    if (uuid.test(value)) return [`${value.slice(0, -12)}${end.padStart(12, '0')}`];
    return [`${value}-${end}`, value.replace(/\d+$/, String(this.#made)), `${value}${end}`];
  }
}
