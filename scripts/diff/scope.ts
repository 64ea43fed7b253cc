import type { Json } from '../codegen/contract.js';
import { type Effect, effectOf, type Reader } from './change.js';
import type { Conjunction, FlatSchema, Schemas } from './flat-schema.js';

/** A difference between two schemas. Several places may share one object. */
export interface Finding {
  effect: Effect;
  what: string;
  /** The reason; without it, the general reason for the effect is used. */
  why?: string;
}

export interface Found {
  /** The place relative to the compared schemas, as in `/media/items/maxLength`. */
  at: string;
  finding: Finding;
}

/** The mode of a comparison. */
export interface View {
  reader: Reader;
  /**
   * True to compare the allowed values only. Otherwise fields are compared as clients use them: no client sends a field
   * that the old document does not name, so a new field narrows nothing, and a removed field is breaking.
   */
  strict: boolean;
}

/** One of the two compared schemas. */
export interface Side {
  conjunction: Conjunction;
  flat: FlatSchema;
  schemas: Schemas;
  /** Returns true when a value is valid. */
  accepts(value: Json): boolean;
}

/** Two schemas in comparison, with functions to compare their inner schemas. */
export interface Scope {
  old: Side;
  new: Side;
  view: View;
  /** Returns the differences of two inner schemas at the place `at`. */
  compare(old: Conjunction, next: Conjunction, at: string, strict?: boolean): Found[];
  /** Proves that no difference of two schemas is breaking for the reader. */
  holds(old: Conjunction, next: Conjunction, view: View): boolean;
}

export function found(at: string, effect: Effect | undefined, what: string, why?: string): Found[] {
  if (effect === undefined) return [];
  return [{ at, finding: why === undefined ? { effect, what } : { effect, what, why } }];
}

/** Proves that the new schema allows every value that the old one allows. */
export function isWithinNew(scope: Scope, old: Json, next: Json): boolean {
  return scope.holds([old], [next], { reader: 'server', strict: true });
}

/** Proves that the old schema allows every value that the new one allows. */
export function isWithinOld(scope: Scope, old: Json, next: Json): boolean {
  return scope.holds([old], [next], { reader: 'client', strict: true });
}

/**
 * Returns the effect of two lists of constraints that all apply. A list is implied by another if each of its
 * constraints follows from a constraint of the other list.
 */
export function effectOfConstraints<T>(
  old: readonly T[],
  next: readonly T[],
  follows: { newFromOld(old: T, next: T): boolean; oldFromNew(old: T, next: T): boolean },
): Effect | undefined {
  const narrows = next.some((constraint) => !old.some((given) => follows.newFromOld(given, constraint)));
  const widens = old.some((constraint) => !next.some((given) => follows.oldFromNew(constraint, given)));
  const effect = effectOf(narrows, widens);
  return effect === 'changed' ? 'undecided' : effect;
}
