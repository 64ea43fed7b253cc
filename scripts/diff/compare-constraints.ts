import type { Json, JsonObject } from '../codegen/contract.js';
import { canonical, formatValue } from './canonical.js';
import { allowsEverything, numbersAt, valuesAt } from './flat-schema.js';
import { effectOfConstraints, type Found, found, isWithinNew, isWithinOld, type Scope } from './scope.js';

/** Formats whose values are all values of another format, too. */
const widerFormats = new Map<Json, Json>([
  ['int32', 'int64'],
  ['float', 'double'],
]);

/** Compares a keyword whose values cannot be compared with each other, such as `pattern`. */
export function compareOpaque(keyword: string, follows = isSame): (scope: Scope) => Found[] {
  return ({ old, new: next }) => {
    const [before, after] = [valuesAt(old.flat, keyword), valuesAt(next.flat, keyword)];
    const effect = effectOfConstraints(before, after, {
      newFromOld: (one, other) => follows(one, other),
      oldFromNew: (one, other) => follows(other, one),
    });
    return found(`/${keyword}`, effect, `${list(before)} → ${list(after)}`);
  };
}

/** Compares `format`. A few formats are known to contain each other. */
export const compareFormat = compareOpaque('format', (given, constraint) => {
  return isSame(given, constraint) || widerFormats.get(given) === constraint;
});

export function compareMultipleOf({ old, new: next }: Scope): Found[] {
  const [before, after] = [numbersAt(old.flat, 'multipleOf'), numbersAt(next.flat, 'multipleOf')];
  const effect = effectOfConstraints(before, after, {
    newFromOld: (one, other) => Number.isInteger(one / other),
    oldFromNew: (one, other) => Number.isInteger(other / one),
  });
  return found('/multipleOf', effect, `${list(before)} → ${list(after)}`);
}

export function compareUniqueItems({ old, new: next }: Scope): Found[] {
  const [before, after] = [old, next].map(({ flat }) => valuesAt(flat, 'uniqueItems').includes(true));
  if (before === after) return [];
  return found('/uniqueItems', after ? 'narrowed' : 'widened', `${before} → ${after}`);
}

export function compareContains(scope: Scope): Found[] {
  const [before, after] = [valuesAt(scope.old.flat, 'contains'), valuesAt(scope.new.flat, 'contains')];
  const effect = effectOfConstraints(before, after, {
    newFromOld: (one, other) => isWithinNew(scope, one, other),
    oldFromNew: (one, other) => isWithinOld(scope, one, other),
  });
  return found('/contains', effect, `${list(before)} → ${list(after)}`);
}

/** Compares `not`: the more its schema allows, the less the whole schema allows. */
export function compareNot(scope: Scope): Found[] {
  const [before, after] = [valuesAt(scope.old.flat, 'not'), valuesAt(scope.new.flat, 'not')];
  const effect = effectOfConstraints(before, after, {
    newFromOld: (one, other) => isWithinOld(scope, one, other),
    oldFromNew: (one, other) => isWithinNew(scope, one, other),
  });
  return found('/not', effect, `${list(before)} → ${list(after)}`);
}

/** Compares `if`, `then` and `else`, which are one constraint. */
export function compareCondition(scope: Scope): Found[] {
  const [before, after] = [scope.old, scope.new].map(({ flat }) => flat.parts.filter(isCondition));
  if (before === undefined || after === undefined) return [];
  const isSameCondition = (one: JsonObject, other: JsonObject) =>
    isWithinNew(scope, branch(one, 'if'), branch(other, 'if')) &&
    isWithinOld(scope, branch(one, 'if'), branch(other, 'if'));
  const both = (one: JsonObject, other: JsonObject, isWithin: typeof isWithinNew) =>
    isSameCondition(one, other) &&
    isWithin(scope, branch(one, 'then'), branch(other, 'then')) &&
    isWithin(scope, branch(one, 'else'), branch(other, 'else'));
  const effect = effectOfConstraints(before, after, {
    newFromOld: (one, other) => both(one, other, isWithinNew),
    oldFromNew: (one, other) => both(one, other, isWithinOld),
  });
  return found('/if', effect, `${list(before.map(conditionOnly))} → ${list(after.map(conditionOnly))}`);
}

function isCondition(part: JsonObject): boolean {
  return (
    part['if'] !== undefined && !(allowsEverything(branch(part, 'then')) && allowsEverything(branch(part, 'else')))
  );
}

function branch(part: JsonObject, keyword: 'if' | 'then' | 'else'): Json {
  return part[keyword] ?? true;
}

function conditionOnly(part: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(part).filter(([keyword]) => ['if', 'then', 'else'].includes(keyword)));
}

function isSame(one: Json, other: Json): boolean {
  return canonical(one) === canonical(other);
}

function list(values: Json[]): string {
  return values.length === 0 ? 'none' : values.map(formatValue).join(' and ');
}
