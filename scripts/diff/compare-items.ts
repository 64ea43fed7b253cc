import type { JsonObject } from '../codegen/contract.js';
import { arrayAt } from '../codegen/json.js';
import { allowsEverything, type Conjunction, type FlatSchema } from './flat-schema.js';
import type { Found, Scope } from './scope.js';

/** Compares `items` and `additionalItems`: the schemas of a list's items, or of each position in a tuple. */
export function compareItems(scope: Scope): Found[] {
  const places = Math.max(tupleLength(scope.old.flat), tupleLength(scope.new.flat));
  const tuple = Array.from({ length: places }, (_, place) =>
    scope.compare(itemSchema(scope.old.flat, place), itemSchema(scope.new.flat, place), `/items/${place}`),
  );
  const others = scope.compare(
    itemSchema(scope.old.flat, places),
    itemSchema(scope.new.flat, places),
    places > 0 ? '/additionalItems' : '/items',
  );
  return [...tuple.flat(), ...others];
}

function tupleLength({ parts }: FlatSchema): number {
  return Math.max(0, ...parts.map((part) => arrayAt(part, 'items').length));
}

function itemSchema({ parts }: FlatSchema, place: number): Conjunction {
  return parts.map((part) => itemOf(part, place)).filter((schema) => !allowsEverything(schema));
}

function itemOf({ items, additionalItems }: JsonObject, place: number) {
  return Array.isArray(items) ? (items[place] ?? additionalItems ?? true) : (items ?? true);
}
