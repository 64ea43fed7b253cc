import type { Actors, Json, JsonObject, Operation, Schema } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { schemaAt } from './flatten-schema.js';
import { replaceAt, valueAt } from './json-paths.js';
import type { MockEnvironment } from './mock-environment.js';
import { fillKnown, matchTemplate, referencesIn, wholeReferences } from './template-match.js';
import type { User } from './users.js';

export interface CreatedIdentity {
  /** The answer to the HTTP request that creates the identity. */
  readonly answer: Json;
  readonly user: User;
  readonly isNew: boolean;
}

/** Creates identities and the HTTP answers from which the templates of `auth` and `properties` get their values. */
export class IdentityMaker {
  readonly #environment: MockEnvironment;
  readonly #actors: Actors;
  #made = 0;

  constructor(environment: MockEnvironment, actors: Actors) {
    this.#environment = environment;
    this.#actors = actors;
  }

  /** Creates an identity. A request with the properties of an existing user returns this user with a new `auth`. */
  make(body: Json): CreatedIdentity {
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
    return { answer, ...this.#environment.users.ensure(properties, objectOf(fillKnown(create.auth, lookUp, []))) };
  }

  #token(): string {
    return `${this.#environment.samples.random.hex(32)}${this.#made.toString(16)}`;
  }

  /** Returns the request's value of the same name, or else a new value that is valid where scenarios send it. */
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
    const generated = schemas.slice(0, 1).map((schema) => samples.ofSchema(schema, path.join('.')));
    const candidates = [`${path.at(-1)}-${this.#made}`, `${path.at(-1)}${this.#made}`, this.#made, ...generated];
    const fits = (candidate: Json) => schemas.every((schema) => checks.allows(schema, candidate));
    return candidates.find(fits) ?? `${path.at(-1)}-${this.#made}`;
  }

  /** Returns the schemas of the fields in which scenarios send that property of an actor. */
  #schemasOf(property: string, operations: readonly Operation[]): Schema[] {
    const steps = operations.flatMap(({ scenario }) => scenario?.steps ?? []);
    return steps.flatMap((step) => {
      if (!('emit' in step)) return [];
      const type = operations.find(({ event, sender }) => event === step.emit && sender === 'client')?.payload?.type;
      return wholeReferences(step.payload ?? null).flatMap(({ place, path }) => {
        const isSameProperty = path.split('.').slice(1).join('.') === property;
        const found = isSameProperty && schemaAt(this.#environment.contract, { $ref: `#/definitions/${type}` }, place);
        return found ? [found] : [];
      });
    });
  }
}

/** Returns the paths within the HTTP answer that a template refers to. */
function responsePaths(template: Json): string[][] {
  const paths = referencesIn(template).map((path) => path.split('.'));
  return paths.flatMap(([name, ...path]) => (name === 'response' && path.length > 0 ? [path] : []));
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
