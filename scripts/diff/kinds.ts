import type { Json } from '../codegen/contract.js';

/** The disjoint kinds of JSON values. JSON Schema's `number` is `integer` and `fraction`. */
export const kinds = ['null', 'boolean', 'object', 'array', 'string', 'integer', 'fraction'] as const;
export type Kind = (typeof kinds)[number];

/** Returns the kinds that a `type` allows; it is a name or a list of names. */
export function kindsOfType(type: Json): Kind[] {
  const names = Array.isArray(type) ? type : [type];
  return kinds.filter((kind) =>
    kind === 'fraction' || kind === 'integer'
      ? names.includes('number') || (kind === 'integer' && names.includes('integer'))
      : names.includes(kind),
  );
}

export function kindOf(value: Json): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'string';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'fraction';
    default:
      return 'object';
  }
}

/** Returns the `type` names of kinds, such as `string` and `null`. */
export function typeNames(of: ReadonlySet<Kind>): string[] {
  const isNumber = of.has('fraction');
  return kinds
    .filter((kind) => of.has(kind) && !(isNumber && kind === 'integer'))
    .map((kind) => (kind === 'fraction' ? 'number' : kind));
}

export function formatKinds(of: ReadonlySet<Kind>): string {
  if (of.size === 0) return 'nothing';
  return of.size === kinds.length ? 'any type' : typeNames(of).join(' or ');
}
