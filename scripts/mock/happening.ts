import type { Json, JsonObject } from '../codegen/contract.js';
import type { Person } from './people.js';

/** Something that scenarios speak of, as it happened. */
export type Happening = { readonly person: Person } & (
  | {
      readonly kind: 'emit';
      readonly event: string;
      readonly payload: Json | undefined;
      /** What it was answered; nothing yet, while the reply is being made. */
      readonly reply: Json | undefined;
    }
  | { readonly kind: 'connect'; readonly auth: JsonObject; readonly isLetIn: boolean }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'create' }
  | { readonly kind: 'remove' }
);

/** How many happenings are remembered: a mock may run for days. */
const capacity = 2_000;

/** What has happened in a namespace, the latest last. */
export class History {
  readonly #happenings: Happening[] = [];

  get all(): readonly Happening[] {
    return this.#happenings;
  }

  add(happening: Happening): void {
    this.#happenings.push(happening);
    if (this.#happenings.length > capacity) this.#happenings.shift();
  }
}
