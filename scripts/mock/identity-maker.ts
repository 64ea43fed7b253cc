import type { Actors, Json, JsonObject, Operation, Schema } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { schemaAt } from './flatten-schema.js';
import { replaceAt, valueAt } from './json-paths.js';
import type { MockEnvironment } from './mock-environment.js';
import type { Person } from './people.js';
import { fillKnown, matchTemplate, referencesIn, wholeReferences } from './template-match.js';

export interface MadeIdentity {
  /** The answer to the request for it. */
  readonly answer: Json;
  readonly person: Person;
  readonly isNew: boolean;
}

/** Makes identities, and answers so that the templates for `auth` and `properties` stand for something. */
export class IdentityMaker {
  readonly #environment: MockEnvironment;
  readonly #actors: Actors;
  #made = 0;

  constructor(environment: MockEnvironment, actors: Actors) {
    this.#environment = environment;
    this.#actors = actors;
  }

  /** The same properties are the same person, who gets another `auth`: clients start anew more often than a mock does. */
  make(body: Json): MadeIdentity {
    const { create } = this.#actors;
    this.#made += 1;
    let answer: Json = {};
    for (const path of responsePaths(create.auth)) answer = replaceAt(answer, path, this.#token());
    for (const path of responsePaths(create.properties)) answer = replaceAt(answer, path, this.#property(path, body));
    const given = matchTemplate(create.body ?? {}, body)?.references ?? [];
    const lookUp = (path: string): Json => {
      const [name, ...rest] = path.split('.');
      if (name === 'response') return valueAt(answer, rest) ?? null;
      return given.find((reference) => reference.path === path)?.value ?? `${name}-${this.#made}`;
    };
    const properties = objectOf(fillKnown(create.properties, lookUp, []));
    return { answer, ...this.#environment.people.ensure(properties, objectOf(fillKnown(create.auth, lookUp, []))) };
  }

  #token(): string {
    return `${this.#environment.samples.random.hex(32)}${this.#made.toString(16)}`;
  }

  /** What the request says under the same name, else something new that may stand where scenarios speak of it. */
  #property(path: readonly string[], body: Json): Json {
    const given = valueAt(body, path.slice(-1));
    if (given !== undefined) return given;
    const { contract, checks, samples } = this.#environment;
    const named = Object.entries(this.#actors.create.properties).filter(([, template]) =>
      responsePaths(template).some((candidate) => candidate.join('.') === path.join('.')),
    );
    const schemas = contract.namespaces.flatMap(({ operations }) =>
      named.flatMap(([name]) => this.#schemasOf(name, operations)),
    );
    const drawn = schemas.slice(0, 1).map((schema) => samples.ofSchema(schema, path.join('.')));
    const candidates = [`${path.at(-1)}-${this.#made}`, `${path.at(-1)}${this.#made}`, this.#made, ...drawn];
    const fits = (candidate: Json) => schemas.every((schema) => checks.allows(schema, candidate));
    return candidates.find(fits) ?? `${path.at(-1)}-${this.#made}`;
  }

  /** The schemas of the places where scenarios send that property of an actor. */
  #schemasOf(property: string, operations: readonly Operation[]): Schema[] {
    const steps = operations.flatMap(({ scenario }) => scenario?.steps ?? []);
    return steps.flatMap((step) => {
      if (!('emit' in step)) return [];
      const type = operations.find(({ event, sender }) => event === step.emit && sender === 'client')?.payload?.type;
      return wholeReferences(step.payload ?? null).flatMap(({ place, path }) => {
        const isOurs = path.split('.').slice(1).join('.') === property;
        const found = isOurs && schemaAt(this.#environment.contract, { $ref: `#/definitions/${type}` }, place);
        return found ? [found] : [];
      });
    });
  }
}

/** The paths, within the answer, of what a template takes from it. */
function responsePaths(template: Json): string[][] {
  const paths = referencesIn(template).map((path) => path.split('.'));
  return paths.flatMap(([name, ...path]) => (name === 'response' && path.length > 0 ? [path] : []));
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
