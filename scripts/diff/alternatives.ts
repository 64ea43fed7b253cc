import { type Conjunction, flatten, type Schemas } from './flat-schema.js';

/** More than these are not followed: what becomes of them cannot be proved. */
const most = 64;
const deepest = 8;

export interface Alternatives {
  /** One of them holds; none has `oneOf` or `anyOf` outside its fields and items. */
  conjunctions: Conjunction[];
  /** By `oneOf`, of which no value may match two. */
  exclusive: Exclusion[];
}

/** Two options of a `oneOf`. */
export interface Exclusion {
  one: Conjunction;
  other: Conjunction;
  /** Whether the `oneOf` always holds, and is not itself part of an option. */
  always: boolean;
}

/** Multiplies out `oneOf` and `anyOf`. Undefined where there are too many options, or no end of them. */
export function alternativesOf(conjunction: Conjunction, schemas: Schemas, depth = 0): Alternatives | undefined {
  const { parts: rest, unions } = flatten(conjunction, schemas);
  if (unions.length === 0) return { conjunctions: [conjunction], exclusive: [] };
  if (depth > deepest) return undefined;

  const exclusive: Exclusion[] = unions
    .filter(({ keyword }) => keyword === 'oneOf')
    .flatMap(({ options }) => pairs(options))
    .map(([one, other]) => ({ one: [...rest, one], other: [...rest, other], always: depth === 0 }));
  let products: Conjunction[] = [rest];
  for (const { options } of unions) {
    products = products.flatMap((product) => options.map((option) => [...product, option]));
    if (products.length > most) return undefined;
  }
  const conjunctions: Conjunction[] = [];
  for (const product of products) {
    const inner = alternativesOf(product, schemas, depth + 1);
    if (inner === undefined || conjunctions.length + inner.conjunctions.length > most) return undefined;
    conjunctions.push(...inner.conjunctions);
    exclusive.push(...inner.exclusive);
  }
  return { conjunctions, exclusive };
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other): [T, T] => [one, other]));
}
