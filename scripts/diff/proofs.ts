import { canonical } from './canonical.js';
import type { Conjunction } from './flat-schema.js';
import type { View } from './scope.js';

type Prove = (old: Conjunction, next: Conjunction, view: View) => boolean;

/**
 * Keeps what is proved of pairs of schemas. A proof may rest on itself, as that of a type that contains itself does: a
 * pair is taken for proved until it is refuted. When that happens, whatever may have rested on it is proved again.
 */
export class Proofs {
  readonly #prove: Prove;
  readonly #refuted = new Set<string>();
  readonly #assumed = new Set<string>();
  #depth = 0;

  constructor(prove: Prove) {
    this.#prove = prove;
  }

  holds(old: Conjunction, next: Conjunction, view: View): boolean {
    const key = canonical([[...old], [...next], view.reader, view.strict]);
    if (this.#depth > 0) return this.#try(key, old, next, view);
    for (;;) {
      const refuted = this.#refuted.size;
      this.#assumed.clear();
      const result = this.#try(key, old, next, view);
      if (!result || this.#refuted.size === refuted) return result;
    }
  }

  #try(key: string, old: Conjunction, next: Conjunction, view: View): boolean {
    if (this.#refuted.has(key)) return false;
    if (this.#assumed.has(key)) return true;
    this.#assumed.add(key);
    this.#depth += 1;
    const result = this.#prove(old, next, view);
    this.#depth -= 1;
    if (!result) this.#refuted.add(key);
    return result;
  }
}
