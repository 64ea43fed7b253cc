import type { Json, JsonObject } from '../codegen/contract.js';
import type { User } from './users.js';

/** An action of a user that a scenario's step can describe. */
export type ClientAction = { readonly user: User } & (
  | {
      readonly kind: 'emit';
      readonly event: string;
      readonly payload: Json | undefined;
      /** The reply; `undefined` while it is being created, or if there is none. */
      readonly reply: Json | undefined;
    }
  | { readonly kind: 'connect'; readonly auth: JsonObject; readonly isAccepted: boolean }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'create' }
  | { readonly kind: 'remove' }
);

/** The maximum number of recorded actions, because a mock may run for days. */
const capacity = 2_000;

/** The latest actions in a namespace, oldest first. */
export class ActionHistory {
  readonly #actions: ClientAction[] = [];

  get all(): readonly ClientAction[] {
    return this.#actions;
  }

  add(action: ClientAction): void {
    this.#actions.push(action);
    if (this.#actions.length > capacity) this.#actions.shift();
  }
}
