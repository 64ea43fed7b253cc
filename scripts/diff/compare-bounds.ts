import { effectOf } from './change.js';
import { type FlatSchema, numbersAt } from './flat-schema.js';
import { type Found, found, type Scope } from './scope.js';

/** The most restrictive of the bounds in one direction; the limit itself may be out of bounds. */
interface Bound {
  limit: number;
  exclusive: boolean;
}

/** Reads a bound so that a larger one always restricts less: lower bounds with their sign turned. */
type ReadBound = (schema: FlatSchema) => Bound | undefined;

/** A bound on a count, such as `maxLength`. */
export function compareCount(keyword: string, direction: 'least' | 'most'): (scope: Scope) => Found[] {
  const sign = direction === 'most' ? 1 : -1;
  return compareBound(keyword, sign, (schema) => {
    const limits = numbersAt(schema, keyword).filter((limit) => direction === 'most' || limit > 0);
    return tightest(limits.map((limit) => ({ limit: sign * limit, exclusive: false })));
  });
}

/** A bound on a number: `maximum` and `exclusiveMaximum`, or `minimum` and `exclusiveMinimum`. */
export function compareRange(
  inclusive: string,
  exclusive: string,
  direction: 'least' | 'most',
): (scope: Scope) => Found[] {
  const sign = direction === 'most' ? 1 : -1;
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
    return found(`/${keyword}`, effect, `${inWords(before, sign)} → ${inWords(after, sign)}`);
  };
}

function tightest(bounds: Bound[]): Bound | undefined {
  return bounds.reduce<Bound | undefined>((least, bound) => (isTighter(bound, least) ? bound : least), undefined);
}

function isTighter(one: Bound | undefined, other: Bound | undefined): boolean {
  if (one === undefined) return false;
  if (other === undefined) return true;
  return one.limit < other.limit || (one.limit === other.limit && one.exclusive && !other.exclusive);
}

/** Of whole numbers, less than 10 is at most 9. */
function wholeBound({ limit, exclusive }: Bound): Bound {
  return { limit: exclusive ? Math.ceil(limit) - 1 : Math.floor(limit), exclusive: false };
}

function inWords(bound: Bound | undefined, sign: number): string {
  if (bound === undefined) return 'none';
  const limit = sign * bound.limit;
  return bound.exclusive ? `${limit}, itself left out` : String(limit);
}
