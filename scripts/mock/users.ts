import type { Json, JsonObject } from '../codegen/contract.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import { valueAt } from './json-paths.js';

/** A user that the mock knows, with any number of sockets. */
export interface User {
  /** The values that templates may refer to, as in `{alice.username}`. */
  readonly properties: JsonObject;
  /** The handshake `auth` objects that identify the user. */
  readonly auths: JsonObject[];
  isRemoved: boolean;
}

/** The users that the mock knows. */
export class Users {
  readonly #users = new Set<User>();

  /** Creates a user without an identity, for documents that do not describe identities. */
  anonymous(): User {
    return { properties: {}, auths: [], isRemoved: false };
  }

  /** Returns the user with these properties, created if necessary, and adds the `auth` to it. */
  ensure(properties: JsonObject, auth: JsonObject): { user: User; isNew: boolean } {
    const known = [...this.#users].find((user) => !user.isRemoved && isEqual(user.properties, properties));
    const user = known ?? { properties, auths: [], isRemoved: false };
    user.auths.push(auth);
    this.#users.add(user);
    return { user, isNew: known === undefined };
  }

  /** Returns the user with this `auth`, which may contain additional fields. */
  withAuth(auth: JsonObject): User | undefined {
    return this.#last((user) => user.auths.some((given) => isWithin(given, auth)));
  }

  /** Returns the users with this value of a property, the latest first. */
  withProperty(path: readonly string[], value: Json): User[] {
    return [...this.#users].reverse().filter((user) => isEqual(valueAt(user.properties, path), value));
  }

  /** Returns the latest user for which the predicate holds. */
  #last(holds: (user: User) => boolean): User | undefined {
    return [...this.#users].reverse().find(holds);
  }

  /** Returns the latest user that has all of these values in its properties or in one `auth`. */
  identifiedBy(values: readonly { path: string; value: Json }[]): User | undefined {
    return this.#last(
      (user) =>
        !user.isRemoved &&
        user.auths.some((auth) =>
          values.every(({ path, value }) => isWritten(valueAt({ ...user.properties, auth }, path.split('.')), value)),
        ),
    );
  }
}

/** Compares a value with one read from a path or a header, where all values are strings. */
function isWritten(value: Json | undefined, written: Json): boolean {
  return isEqual(value, written) || (typeof value !== 'object' && value !== undefined && String(value) === written);
}

function isWithin(given: JsonObject, auth: JsonObject): boolean {
  const entries = Object.entries(given);
  return entries.length > 0 && entries.every(([name, value]) => isEqual(auth[name], value));
}
