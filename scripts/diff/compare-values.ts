import type { Json } from '../codegen/contract.js';
import { alternativesOf } from './alternatives.js';
import { distinct, inWords } from './canonical.js';
import { type FlatSchema, flatten } from './flat-schema.js';
import { kindOf, typeInWords } from './kinds.js';
import { type Found, found, type Scope, type Side } from './scope.js';
import { renamedHint } from './similar-name.js';

interface FiniteValues {
  values: Json[];
  /** Whether they are listed, by `enum` or `const`, and not only all there are, as of `boolean`. */
  listed: boolean;
}

/**
 * `enum` and `const`: where a schema allows but a few values, each is tried on the other schema, whatever its keywords.
 * Undefined if neither schema lists its values.
 */
export function compareValues({ old, new: next }: Scope): Found[] | undefined {
  const [before, after] = [finiteValues(old), finiteValues(next)];
  if (!before?.listed && !after?.listed) return undefined;
  const at = [old, next].some(({ flat }) => flat.parts.some((part) => 'enum' in part)) ? '/enum' : '/const';
  const gone = before?.values.filter((value) => !next.accepts(value));
  const come = after?.values.filter((value) => !old.accepts(value));
  if (gone === undefined) {
    const values = after?.values ?? [];
    return found(at, come?.length ? 'changed' : 'narrowed', `${otherThan(old.flat)} → only ${listOf(values)}`);
  }
  if (come === undefined) {
    const values = before?.values ?? [];
    return found(at, gone.length ? 'changed' : 'widened', `only ${listOf(values)} → ${otherThan(next.flat)}`);
  }
  return [
    ...gone.flatMap((value) => found(at, 'narrowed', `${inWords(value)} removed${hint(value, come)}`)),
    ...come.flatMap((value) => found(at, 'widened', `${inWords(value)} added`)),
  ];
}

/** All that a side allows, if that is little. */
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
  const isLittle = [...kinds].every((kind) => kind === 'boolean' || kind === 'null');
  return isLittle
    ? { values: [true, false, null].filter((value) => kinds.has(kindOf(value))), listed: false }
    : undefined;
}

function otherThan(schema: FlatSchema): string {
  return schema.kinds.size === 0 || schema.unions.length > 0 ? 'other values too' : typeInWords(schema.kinds);
}

function listOf(values: Json[]): string {
  return values.map(inWords).join(', ') || 'nothing';
}

function hint(gone: Json, come: Json[]): string {
  return renamedHint(String(gone), come.map(String));
}
