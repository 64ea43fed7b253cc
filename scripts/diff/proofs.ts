import { canonical } from './canonical.js';
import type { Conjunction } from './flat-schema.js';
import type { View } from './scope.js';

type Prove = (old: Conjunction, next: Conjunction, view: View) => boolean;

/**
 * Caches what is proved for pairs of schemas. Proofs for recursive types are circular: a pair is assumed to be proved
 * until it is refuted. After a refutation, all proofs that may depend on the assumption are repeated.
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
