import type { Json } from '../codegen/contract.js';
import { alternativesOf } from './alternatives.js';
import { distinct, formatValue } from './canonical.js';
import { type FlatSchema, flatten } from './flat-schema.js';
import { formatKinds, kindOf } from './kinds.js';
import { type Found, found, type Scope, type Side } from './scope.js';
import { renamedHint } from './similar-name.js';

interface FiniteValues {
  values: Json[];
  /** True for values listed by `enum` or `const`; false for all values of a small type, such as `boolean`. */
  listed: boolean;
}

/**
 * Compares `enum` and `const`: validates the listed values of each schema against the other schema.
 * Returns `undefined` if neither schema lists its values.
 */
export function compareValues({ old, new: next }: Scope): Found[] | undefined {
  const [before, after] = [finiteValues(old), finiteValues(next)];
  if (!before?.listed && !after?.listed) return undefined;
  const at = [old, next].some(({ flat }) => flat.parts.some((part) => 'enum' in part)) ? '/enum' : '/const';
  const removed = before?.values.filter((value) => !next.accepts(value));
  const added = after?.values.filter((value) => !old.accepts(value));
  if (removed === undefined) {
    const values = after?.values ?? [];
    return found(at, added?.length ? 'changed' : 'narrowed', `${otherThan(old.flat)} → only ${listOf(values)}`);
  }
  if (added === undefined) {
    const values = before?.values ?? [];
    return found(at, removed.length ? 'changed' : 'widened', `only ${listOf(values)} → ${otherThan(next.flat)}`);
  }
  return [
    ...removed.flatMap((value) => found(at, 'narrowed', `${formatValue(value)} removed${hint(value, added)}`)),
    ...added.flatMap((value) => found(at, 'widened', `${formatValue(value)} added`)),
  ];
}

/** Returns all values that a side allows, if their number is finite. */
export function finiteValues(side: Side): FiniteValues | undefined {
  const alternatives = alternativesOf(side.conjunction, side.schemas)?.conjunctions;
  const lists = alternatives?.map((alternative) => finiteValuesOf(flatten(alternative, side.schemas)));
  if (lists === undefined || !lists.every((list) => list !== undefined)) return undefined;
  return {
    values: distinct(lists.flatMap(({ values }) => values)).filter((value) => side.accepts(value)),
    listed: lists.some(({ listed }) => listed),
  };
}

function finiteValuesOf({ kinds, values }: FlatSchema): FiniteValues | undefined {
  if (values !== undefined) return { values, listed: true };
  const isSmallType = [...kinds].every((kind) => kind === 'boolean' || kind === 'null');
  return isSmallType
    ? { values: [true, false, null].filter((value) => kinds.has(kindOf(value))), listed: false }
    : undefined;
}

function otherThan(schema: FlatSchema): string {
  return schema.kinds.size === 0 || schema.unions.length > 0 ? 'other values too' : formatKinds(schema.kinds);
}

function listOf(values: Json[]): string {
  return values.map(formatValue).join(', ') || 'nothing';
}

function hint(removed: Json, added: Json[]): string {
  return renamedHint(String(removed), added.map(String));
}
