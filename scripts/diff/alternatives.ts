import { type Conjunction, flatten, type Schemas } from './flat-schema.js';

/** The limit for the expansion of options; beyond it, nothing is proved. */
const maxAlternatives = 64;
const maxDepth = 8;

export interface Alternatives {
  /** Exactly the values that match one of these are allowed; none has `oneOf` or `anyOf` at its top level. */
  conjunctions: Conjunction[];
  /** Pairs of options of a `oneOf`: no value may match both. */
  exclusive: Exclusion[];
}

/** Two options of a `oneOf`. */
export interface Exclusion {
  one: Conjunction;
  other: Conjunction;
  /** True when the `oneOf` applies to every value, and not only within an option. */
  always: boolean;
}

/** Expands `oneOf` and `anyOf` into alternatives. Returns `undefined` for too many options or endless recursion. */
export function alternativesOf(conjunction: Conjunction, schemas: Schemas, depth = 0): Alternatives | undefined {
  const { parts: rest, unions } = flatten(conjunction, schemas);
  if (unions.length === 0) return { conjunctions: [conjunction], exclusive: [] };
  if (depth > maxDepth) return undefined;

  const exclusive: Exclusion[] = unions
    .filter(({ keyword }) => keyword === 'oneOf')
    .flatMap(({ options }) => pairs(options))
    .map(([one, other]) => ({ one: [...rest, one], other: [...rest, other], always: depth === 0 }));
  let products: Conjunction[] = [rest];
  for (const { options } of unions) {
    products = products.flatMap((product) => options.map((option) => [...product, option]));
    if (products.length > maxAlternatives) return undefined;
  }
  const conjunctions: Conjunction[] = [];
  for (const product of products) {
    const inner = alternativesOf(product, schemas, depth + 1);
    if (inner === undefined || conjunctions.length + inner.conjunctions.length > maxAlternatives) return undefined;
    conjunctions.push(...inner.conjunctions);
    exclusive.push(...inner.exclusive);
  }
  return { conjunctions, exclusive };
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other): [T, T] => [one, other]));
}
