import type { Json } from '../codegen/contract.js';

/** The kinds of JSON value, disjoint: `number` of JSON Schema is two of them, so that `integer` is a part of it. */
export const kinds = ['null', 'boolean', 'object', 'array', 'string', 'integer', 'fraction'] as const;
export type Kind = (typeof kinds)[number];

/** The kinds that a `type` allows: a name or a list of names. */
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

/** The names of `type` for kinds, as in `string or null`. */
export function typeNames(of: ReadonlySet<Kind>): string[] {
  const isNumber = of.has('fraction');
  return kinds
    .filter((kind) => of.has(kind) && !(isNumber && kind === 'integer'))
    .map((kind) => (kind === 'fraction' ? 'number' : kind));
}

export function typeInWords(of: ReadonlySet<Kind>): string {
  if (of.size === 0) return 'nothing';
  return of.size === kinds.length ? 'any type' : typeNames(of).join(' or ');
}
