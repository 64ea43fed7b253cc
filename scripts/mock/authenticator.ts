import type { Contract, Json, JsonObject, Namespace } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';
import type { ContractChecks } from './contract-checks.js';
import { fillKnown, matchTemplate } from './template-match.js';
import type { User, Users } from './users.js';

/** A token with a user name: clients can use it without an identity created before. */
export const nameToken = /^mock-(.+)$/s;

export interface Authentication {
  readonly user: User;
  readonly isAccepted: boolean;
  /** True when the user was created by this connection. */
  readonly isNew: boolean;
}

/** Determines the user of a connection, and whether the mock accepts the connection. */
export class Authenticator {
  readonly #contract: Contract;
  readonly #checks: ContractChecks;
  readonly #users: Users;
  readonly #acceptsNameTokens: boolean;

  constructor(
    contract: Contract,
    checks: ContractChecks,
    users: Users,
    { acceptsNameTokens }: { acceptsNameTokens: boolean },
  ) {
    this.#contract = contract;
    this.#checks = checks;
    this.#users = users;
    this.#acceptsNameTokens = acceptsNameTokens;
  }

  /**
   * Accepts every client in a namespace without `auth`. Otherwise the handshake's `auth` has to match its schema and
   * has to be known; in a document without `x-socketio-actors`, any valid `auth` is accepted.
   */
  authenticate(namespace: Namespace, auth: JsonObject): Authentication {
    const known = this.#users.withAuth(auth);
    const named = known ? undefined : this.#named(auth);
    const user = known ?? named?.user ?? this.#users.anonymous();
    return { user, isNew: named?.isNew ?? false, isAccepted: this.#isAccepted(namespace, auth, known ?? named?.user) };
  }

  #isAccepted(namespace: Namespace, auth: JsonObject, user: User | undefined): boolean {
    if (!namespace.auth) return true;
    if (!this.#checks.isValid(namespace.auth.type, auth) || user?.isRemoved === true) return false;
    const literal = literalAuthsOf(namespace).find((candidate) => isEqual(candidate.auth, auth));
    if (literal) return literal.event !== namespace.auth.refusedBy;
    return user !== undefined || this.#contract.actors === undefined;
  }

  /** Returns the user whose name token replaces all templates of `{response.…}` in the document's `create.auth`. */
  #named(auth: JsonObject): { user: User; isNew: boolean } | undefined {
    if (!this.#acceptsNameTokens || !this.#contract.actors) return undefined;
    const { create } = this.#contract.actors;
    const match = matchTemplate(create.auth, auth);
    const names = new Set(match?.references.map(({ value }) => nameToken.exec(String(value))?.[1]));
    const [name] = names;
    if (name === undefined || names.size !== 1) return undefined;
    const isSame = match?.literals.every(({ literal, actual }) => isEqual(literal, actual));
    const properties: Json | undefined = fillKnown(create.properties, () => name, []);
    return isSame && isObject(properties) ? this.#users.ensure(properties, auth) : undefined;
  }
}

/** Returns each `auth` that a scenario's step connects with, and the event of the scenario. */
function literalAuthsOf({ operations }: Namespace): { auth: JsonObject; event: string }[] {
  return operations.flatMap(({ event, scenario }) =>
    (scenario?.steps ?? []).flatMap((step) => ('connect' in step && step.auth ? [{ auth: step.auth, event }] : [])),
  );
}
