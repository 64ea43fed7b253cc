import { effectOf } from './change.js';
import { formatKinds } from './kinds.js';
import { type Found, found, type Scope } from './scope.js';

/** Compares `type`: the allowed kinds of value. */
export function compareType({ old, new: next }: Scope): Found[] {
  const [before, after] = [old.flat.kinds, next.flat.kinds];
  const narrows = [...before].some((kind) => !after.has(kind));
  const widens = [...after].some((kind) => !before.has(kind));
  return found('/type', effectOf(narrows, widens), `${formatKinds(before)} → ${formatKinds(after)}`);
}
