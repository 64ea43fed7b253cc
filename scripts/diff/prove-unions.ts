import { type Alternatives, alternativesOf, type Exclusion } from './alternatives.js';
import { type Conjunction, flatten } from './flat-schema.js';
import { typeNames } from './kinds.js';
import type { Scope, Side } from './scope.js';

/** Proves that options are disjoint on one side. */
export type ProveDisjoint = (side: Side, one: Conjunction, other: Conjunction) => boolean;

/**
 * Proves for schemas with `oneOf` and `anyOf` that each alternative of the narrower side is within an alternative of
 * the wider side: for requests, the old side has to be within the new one; for other payloads, the new one within the
 * old one.
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

/** Checks each type on its own: `string or null` fits a `oneOf` of a string and null. */
function fitsByType(part: Conjunction, { schemas }: Side, fits: (part: Conjunction) => boolean): boolean {
  const types = typeNames(flatten(part, schemas).kinds);
  return types.length > 1 && types.every((type) => fits([...part, { type }]));
}

/** Returns true when the inner side already excludes values that match both options. */
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
