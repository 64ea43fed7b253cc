import type { Json, JsonObject } from '../codegen/contract.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import { valueAt } from './json-paths.js';

/** Somebody whom the mock knows: an identity, whichever sockets it has. */
export interface Person {
  /** What templates may say of the person, as in `{alice.username}`. */
  readonly properties: JsonObject;
  /** Each is a handshake `auth` that the person may come with. */
  readonly auths: JsonObject[];
  isRemoved: boolean;
}

/** Whom the mock knows. */
export class People {
  readonly #people = new Set<Person>();

  /** A person who is known by nothing, as everybody is where the document describes no identities. */
  stranger(): Person {
    return { properties: {}, auths: [], isRemoved: false };
  }

  /** The person with these properties, who is new unless they are somebody's already; from now on with this `auth` too. */
  ensure(properties: JsonObject, auth: JsonObject): { person: Person; isNew: boolean } {
    const known = [...this.#people].find((person) => !person.isRemoved && isEqual(person.properties, properties));
    const person = known ?? { properties, auths: [], isRemoved: false };
    person.auths.push(auth);
    this.#people.add(person);
    return { person, isNew: known === undefined };
  }

  /** Who was given this `auth`; it may hold more than was given. */
  withAuth(auth: JsonObject): Person | undefined {
    return this.#last((person) => person.auths.some((given) => isWithin(given, auth)));
  }

  /** Those who have that value as a property, the latest first. */
  withProperty(path: readonly string[], value: Json): Person[] {
    return [...this.#people].reverse().filter((person) => isEqual(valueAt(person.properties, path), value));
  }

  /** The latest person for whom something holds. */
  #last(holds: (person: Person) => boolean): Person | undefined {
    return [...this.#people].reverse().find(holds);
  }

  /** Who has all of these values in one `auth`, or as properties. */
  identifiedBy(values: readonly { path: string; value: Json }[]): Person | undefined {
    return this.#last(
      (person) =>
        !person.isRemoved &&
        person.auths.some((auth) =>
          values.every(({ path, value }) => isWritten(valueAt({ ...person.properties, auth }, path.split('.')), value)),
        ),
    );
  }
}

/** Whether a value is the same as one that was read from a path or header, where everything is text. */
function isWritten(value: Json | undefined, written: Json): boolean {
  return isEqual(value, written) || (typeof value !== 'object' && value !== undefined && String(value) === written);
}

function isWithin(given: JsonObject, auth: JsonObject): boolean {
  const entries = Object.entries(given);
  return entries.length > 0 && entries.every(([name, value]) => isEqual(auth[name], value));
}
