import type { Json, JsonObject, Schema } from '../codegen/contract.js';
import { arrayAt, isObject, isReference, pointerTokens } from '../codegen/json.js';
import { canonical, distinct } from './canonical.js';
import { type Kind, kindOf, kinds, kindsOfType } from './kinds.js';

export type Schemas = ReadonlyMap<string, Schema>;

/** Schemas that all apply, as those of an `allOf`; trivial schemas are left out. */
export type Conjunction = readonly Json[];

/** The options of a `oneOf` or an `anyOf`. */
export interface Union {
  keyword: 'oneOf' | 'anyOf';
  options: Json[];
}

/** A conjunction with its references and its `allOf` resolved. */
export interface FlatSchema {
  /** The schemas that all apply, without `$ref`, `allOf`, `oneOf` and `anyOf`. */
  parts: JsonObject[];
  unions: Union[];
  /** The kinds of value that are allowed; empty when no value is allowed. */
  kinds: ReadonlySet<Kind>;
  /** The values listed by `enum` or `const`; other keywords may exclude some of them. */
  values: Json[] | undefined;
}

/** Resolves the references and the `allOf` of a conjunction. */
export function flatten(conjunction: Conjunction, schemas: Schemas): FlatSchema {
  const parts: JsonObject[] = [];
  const unions: Union[] = [];
  const seen = new Set<string>();
  let isPossible = true;

  const visit = (schema: Json): void => {
    if (!isObject(schema)) {
      if (schema === false) visit({ not: {} });
      return;
    }
    const { $ref: _, allOf, oneOf, anyOf, ...part } = schema;
    if (isReference(schema)) {
      const type = typeOfReference(schema.$ref);
      if (!seen.has(type)) {
        seen.add(type);
        visit(schemas.get(type) ?? {});
      }
    }
    if (Array.isArray(allOf)) allOf.forEach(visit);
    if (Array.isArray(oneOf)) unions.push({ keyword: 'oneOf', options: oneOf });
    if (Array.isArray(anyOf)) unions.push({ keyword: 'anyOf', options: anyOf });
    isPossible &&= !allowsEverything(part['not']);
    if (Object.keys(part).length > 0) parts.push(part);
  };
  conjunction.forEach(visit);

  const values = valuesOf(parts);
  const allowed = isPossible ? kindsOf(parts, values) : new Set<Kind>();
  return { parts: distinct(parts), unions: distinctUnions(unions), kinds: allowed, values };
}

export function typeOfReference(reference: string): string {
  return pointerTokens(reference).at(-1) ?? '';
}

/** Returns true when a schema is written as `true` or `{}`. */
export function allowsEverything(schema: Json | undefined): boolean {
  return schema === true || (isObject(schema) && Object.keys(schema).length === 0);
}

export function allowsNothing({ kinds: allowed }: FlatSchema): boolean {
  return allowed.size === 0;
}

/** Returns the distinct values of a keyword in the parts of a schema. */
export function valuesAt({ parts }: FlatSchema, keyword: string): Json[] {
  return distinct(
    parts
      .flatMap((part) => (Object.hasOwn(part, keyword) ? [part[keyword]] : []))
      .filter((value) => value !== undefined),
  );
}

/** Returns the distinct numbers of a keyword in the parts of a schema. */
export function numbersAt(schema: FlatSchema, keyword: string): number[] {
  return valuesAt(schema, keyword).filter((value) => typeof value === 'number');
}

/** Returns the fields that a schema requires. */
export function requiredOf({ parts }: FlatSchema): Set<string> {
  return new Set(parts.flatMap((part) => arrayAt(part, 'required').map(String)));
}

function valuesOf(parts: JsonObject[]): Json[] | undefined {
  const lists = parts.flatMap((part) => [
    ...(Array.isArray(part['enum']) ? [part['enum']] : []),
    ...(part['const'] === undefined ? [] : [[part['const']]]),
  ]);
  const [first, ...others] = lists.map((list) => new Map(list.map((value) => [canonical(value), value])));
  if (first === undefined) return undefined;
  return [...first].filter(([text]) => others.every((other) => other.has(text))).map(([, value]) => value);
}

function kindsOf(parts: JsonObject[], values: Json[] | undefined): Set<Kind> {
  const declared = parts.flatMap((part) => (part['type'] === undefined ? [] : [new Set(declaredKinds(part))]));
  const valued = values === undefined ? [] : [new Set(values.map(kindOf))];
  return new Set(kinds.filter((kind) => [...declared, ...valued].every((allowed) => allowed.has(kind))));
}

function declaredKinds({ type, nullable }: JsonObject): Kind[] {
  const declared = kindsOfType(type ?? []);
  return nullable === true ? [...declared, 'null'] : declared;
}

function distinctUnions(unions: Union[]): Union[] {
  return [...new Map(unions.map((union) => [canonical([union.keyword, union.options]), union])).values()];
}
