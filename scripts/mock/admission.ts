import type { Contract, Json, JsonObject, Namespace } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import type { ContractChecks } from './contract-checks.js';
import type { People, Person } from './people.js';
import { fillKnown, matchTemplate } from './template-match.js';

/** A token of this form, where the document's identities have one, is the person of that name. */
export const nameToken = /^mock-(.+)$/s;

export interface Admitted {
  readonly person: Person;
  readonly isLetIn: boolean;
  /** Whether nobody knew the person before. */
  readonly isNew: boolean;
}

/** Decides who a client is, and whether it is let in. */
export class Admission {
  readonly #contract: Contract;
  readonly #checks: ContractChecks;
  readonly #people: People;
  readonly #takesNames: boolean;

  constructor(contract: Contract, checks: ContractChecks, people: People, { takesNames }: { takesNames: boolean }) {
    this.#contract = contract;
    this.#checks = checks;
    this.#people = people;
    this.#takesNames = takesNames;
  }

  /**
   * A namespace without an `auth` of its own lets everybody in. Otherwise the handshake's `auth` has to match its schema
   * and be one that was given out; where the document does not say how identities are made, any that matches will do.
   */
  admit(namespace: Namespace, auth: JsonObject): Admitted {
    const known = this.#people.withAuth(auth);
    const named = known ? undefined : this.#named(auth);
    const person = known ?? named?.person ?? this.#people.stranger();
    return { person, isNew: named?.isNew ?? false, isLetIn: this.#isLetIn(namespace, auth, known ?? named?.person) };
  }

  #isLetIn(namespace: Namespace, auth: JsonObject, person: Person | undefined): boolean {
    if (!namespace.auth) return true;
    if (!this.#checks.isValid(namespace.auth.type, auth) || person?.isRemoved === true) return false;
    const spelledOut = authsOf(namespace).find((candidate) => isEqual(candidate.auth, auth));
    if (spelledOut) return spelledOut.event !== namespace.auth.refusedBy;
    return person !== undefined || this.#contract.actors === undefined;
  }

  /** The person whose name stands in each place where an issued `auth` has something of the server's answer. */
  #named(auth: JsonObject): { person: Person; isNew: boolean } | undefined {
    if (!this.#takesNames || !this.#contract.actors) return undefined;
    const { create } = this.#contract.actors;
    const match = matchTemplate(create.auth, auth);
    const names = new Set(match?.references.map(({ value }) => nameToken.exec(String(value))?.[1]));
    const [name] = names;
    if (name === undefined || names.size !== 1) return undefined;
    const isSame = match?.standIns.every(({ literal, actual }) => isEqual(literal, actual));
    const properties: Json | undefined = fillKnown(create.properties, () => name, []);
    return isSame && isObject(properties) ? this.#people.ensure(properties, auth) : undefined;
  }
}

/** What scenarios say that actors connect with, and the event that it is about. */
function authsOf({ operations }: Namespace): { auth: JsonObject; event: string }[] {
  return operations.flatMap(({ event, scenario }) =>
    (scenario?.steps ?? []).flatMap((step) => ('connect' in step && step.auth ? [{ auth: step.auth, event }] : [])),
  );
}
