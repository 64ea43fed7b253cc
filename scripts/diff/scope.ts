import type { Json } from '../codegen/contract.js';
import { type Effect, effectOf, type Reader } from './change.js';
import type { Conjunction, FlatSchema, Schemas } from './flat-schema.js';

/** A difference between two schemas. The same object may show at several places. */
export interface Finding {
  effect: Effect;
  what: string;
  /** Instead of what is true of the effect in general. */
  why?: string;
}

export interface Found {
  /** Relative to the schemas that were compared, as in `/media/items/maxLength`. */
  at: string;
  finding: Finding;
}

/** How two schemas are compared. */
export interface View {
  reader: Reader;
  /**
   * Whether fields are no more than what the schema allows. Otherwise they are what people agreed on: nobody sends a
   * field that no contract names, so that a new one narrows nothing; and one that is gone is missed.
   */
  strict: boolean;
}

/** One of the two schemas that are compared. */
export interface Side {
  conjunction: Conjunction;
  flat: FlatSchema;
  schemas: Schemas;
  /** Whether a value is valid. */
  accepts(value: Json): boolean;
}

/** Two schemas that are compared, and the means to compare what is inside them. */
export interface Scope {
  old: Side;
  new: Side;
  view: View;
  /** The differences inside two schemas that stand, each on its side, at `at`. */
  compare(old: Conjunction, next: Conjunction, at: string, strict?: boolean): Found[];
  /** Whether it is proved that the reader can read all it could, or is sent no more than it was. */
  holds(old: Conjunction, next: Conjunction, view: View): boolean;
}

export function found(at: string, effect: Effect | undefined, what: string, why?: string): Found[] {
  if (effect === undefined) return [];
  return [{ at, finding: why === undefined ? { effect, what } : { effect, what, why } }];
}

/** Whether every value that the old schema allows, the new one allows too; fields are no matter of agreement here. */
export function isWithinNew(scope: Scope, old: Json, next: Json): boolean {
  return scope.holds([old], [next], { reader: 'server', strict: true });
}

/** Whether every value that the new schema allows, the old one allows too. */
export function isWithinOld(scope: Scope, old: Json, next: Json): boolean {
  return scope.holds([old], [next], { reader: 'client', strict: true });
}

/**
 * The effect of two lists of demands that all hold at once. A list asks no more than another if each of its demands
 * follows from one of the other's.
 */
export function effectOfDemands<T>(
  old: readonly T[],
  next: readonly T[],
  follows: { newFromOld(old: T, next: T): boolean; oldFromNew(old: T, next: T): boolean },
): Effect | undefined {
  const narrows = next.some((demand) => !old.some((given) => follows.newFromOld(given, demand)));
  const widens = old.some((demand) => !next.some((given) => follows.oldFromNew(demand, given)));
  const effect = effectOf(narrows, widens);
  return effect === 'changed' ? 'undecided' : effect;
}
