import type { JsonObject } from '../codegen/contract.js';
import { arrayAt } from '../codegen/json.js';
import { type Conjunction, type FlatSchema, isEverything } from './flat-schema.js';
import type { Found, Scope } from './scope.js';

/** `items` and `additionalItems`: what each item of a list, or the item at each place of a tuple, has to be. */
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
  return parts.map((part) => itemOf(part, place)).filter((schema) => !isEverything(schema));
}

function itemOf({ items, additionalItems }: JsonObject, place: number) {
  return Array.isArray(items) ? (items[place] ?? additionalItems ?? true) : (items ?? true);
}
