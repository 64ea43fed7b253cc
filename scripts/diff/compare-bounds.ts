import { effectOf } from './change.js';
import { type FlatSchema, numbersAt } from './flat-schema.js';
import { type Found, found, type Scope } from './scope.js';

/** The strictest bound in one direction; an exclusive bound does not allow the limit itself. */
interface Bound {
  limit: number;
  exclusive: boolean;
}

/** Reads a bound. Lower bounds are negated, so that a smaller limit is always the stricter one. */
type ReadBound = (schema: FlatSchema) => Bound | undefined;

/** Compares a bound on a count, such as `maxLength`. */
export function compareCount(keyword: string, direction: 'minimum' | 'maximum'): (scope: Scope) => Found[] {
  const sign = direction === 'maximum' ? 1 : -1;
  return compareBound(keyword, sign, (schema) => {
    const limits = numbersAt(schema, keyword).filter((limit) => direction === 'maximum' || limit > 0);
    return tightest(limits.map((limit) => ({ limit: sign * limit, exclusive: false })));
  });
}

/** Compares a bound on a number: `maximum` with `exclusiveMaximum`, or `minimum` with `exclusiveMinimum`. */
export function compareRange(
  inclusive: string,
  exclusive: string,
  direction: 'minimum' | 'maximum',
): (scope: Scope) => Found[] {
  const sign = direction === 'maximum' ? 1 : -1;
  return compareBound(inclusive, sign, (schema) => {
    const bound = tightest([
      ...numbersAt(schema, inclusive).map((limit) => ({ limit: sign * limit, exclusive: false })),
      ...numbersAt(schema, exclusive).map((limit) => ({ limit: sign * limit, exclusive: true })),
    ]);
    return bound === undefined || schema.kinds.has('fraction') ? bound : wholeBound(bound);
  });
}

function compareBound(keyword: string, sign: number, read: ReadBound): (scope: Scope) => Found[] {
  return ({ old, new: next }) => {
    const [before, after] = [read(old.flat), read(next.flat)];
    const effect = effectOf(isTighter(after, before), isTighter(before, after));
    return found(`/${keyword}`, effect, `${formatBound(before, sign)} → ${formatBound(after, sign)}`);
  };
}

function tightest(bounds: Bound[]): Bound | undefined {
  return bounds.reduce<Bound | undefined>(
    (strictest, bound) => (isTighter(bound, strictest) ? bound : strictest),
    undefined,
  );
}

function isTighter(one: Bound | undefined, other: Bound | undefined): boolean {
  if (one === undefined) return false;
  if (other === undefined) return true;
  return one.limit < other.limit || (one.limit === other.limit && one.exclusive && !other.exclusive);
}

/** Converts a bound on integers into an inclusive one: less than 10 is at most 9. */
function wholeBound({ limit, exclusive }: Bound): Bound {
  return { limit: exclusive ? Math.ceil(limit) - 1 : Math.floor(limit), exclusive: false };
}

function formatBound(bound: Bound | undefined, sign: number): string {
  if (bound === undefined) return 'none';
  const limit = sign * bound.limit;
  return bound.exclusive ? `${limit} (exclusive)` : String(limit);
}
