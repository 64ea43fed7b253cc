import { type Alternatives, alternativesOf, type Exclusion } from './alternatives.js';
import { type Conjunction, flatten } from './flat-schema.js';
import { typeNames } from './kinds.js';
import type { Scope, Side } from './scope.js';

/** Whether options can be proved disjoint, on one side. */
export type ProveDisjoint = (side: Side, one: Conjunction, other: Conjunction) => boolean;

/**
 * Whether it is proved, with each combination of options of `oneOf` and `anyOf`, that the reader can read all it could,
 * or is sent no more than it was: that each alternative of the one side is within one of the other's.
 */
export function proveUnions(scope: Scope, disjoint: ProveDisjoint): boolean {
  const isRequest = scope.view.reader === 'server';
  const [inner, outer] = isRequest ? [scope.old, scope.new] : [scope.new, scope.old];
  const within = alternativesOf(inner.conjunction, inner.schemas);
  const around = alternativesOf(outer.conjunction, outer.schemas);
  if (within === undefined || around === undefined) return false;

  const fits = (part: Conjunction): boolean =>
    around.conjunctions.some((candidate) => {
      const [old, next] = isRequest ? [part, candidate] : [candidate, part];
      return scope.holds(old, next, scope.view);
    });
  return (
    within.conjunctions.every((part) => fits(part) || fitsByType(part, inner, fits)) &&
    around.exclusive.every(
      (pair) => disjoint(outer, pair.one, pair.other) || wasExclusive(scope, pair, within, isRequest),
    )
  );
}

/** Each type by itself may fit another alternative: `string or null` fits `oneOf` a string and null. */
function fitsByType(part: Conjunction, { schemas }: Side, fits: (part: Conjunction) => boolean): boolean {
  const types = typeNames(flatten(part, schemas).kinds);
  return types.length > 1 && types.every((type) => fits([...part, { type }]));
}

/** Whether the inner side already sees to it that no value matches both options. */
function wasExclusive(scope: Scope, { one, other }: Exclusion, inner: Alternatives, isRequest: boolean): boolean {
  const isInside = (option: Conjunction, innerOption: Conjunction) =>
    isRequest
      ? scope.holds(innerOption, option, { reader: 'client', strict: true })
      : scope.holds(option, innerOption, { reader: 'server', strict: true });
  return inner.exclusive.some(
    (pair) =>
      pair.always &&
      ((isInside(one, pair.one) && isInside(other, pair.other)) ||
        (isInside(one, pair.other) && isInside(other, pair.one))),
  );
}
