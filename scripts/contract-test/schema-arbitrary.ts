import fc, { type Arbitrary } from 'fast-check';
import type { Contract, Json, JsonObject, Schema } from '../codegen/contract.js';
import { arrayAt, isObject, isReference, objectAt } from '../codegen/json.js';
import { mergeSchemas } from './merge-schemas.js';
import { stringArbitrary } from './string-arbitrary.js';

/** The depth at which optional parts are left out, because schemas may be recursive. */
const depthLimit = 4;
/** How many items beyond the minimum a list or an object gets when its schema sets no maximum. */
const growth = 5;

/** Returns a generator of values of a type. Nearly all values are valid; callers filter out the others. */
export function schemaArbitrary(contract: Contract, type: string): Arbitrary<Json> {
  return new ArbitraryBuilder(contract).build({ $ref: `#/definitions/${type}` }, 0);
}

class ArbitraryBuilder {
  readonly #contract: Contract;

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  build(schema: Json | undefined, depth: number): Arbitrary<Json> {
    if (!isObject(schema)) return fc.jsonValue({ maxDepth: 1 }) as Arbitrary<Json>;
    const flat = this.#flatten(schema);
    const alternatives = [...arrayAt(flat, 'oneOf'), ...arrayAt(flat, 'anyOf')];
    if (alternatives.length > 0) {
      const { oneOf: _, anyOf: __, ...rest } = flat;
      return fc.oneof(...alternatives.map((part) => this.build(mergeSchemas([rest, this.#flatten(part)]), depth)));
    }
    if ('const' in flat) return fc.constant(flat['const'] ?? null);
    const listed = arrayAt(flat, 'enum');
    if (listed.length > 0) return fc.constantFrom(...listed);
    return fc.oneof(...typesOf(flat).map((type) => this.#ofType(type, flat, depth)));
  }

  /** Merges a schema with its references and its `allOf`. */
  #flatten(schema: Json): Schema {
    if (!isObject(schema)) return {};
    const parts: Schema[] = [schema];
    if (isReference(schema)) {
      parts.push(this.#flatten(this.#contract.schemas.get(schema.$ref.replace('#/definitions/', '')) ?? {}));
    }
    parts.push(...arrayAt(schema, 'allOf').map((part) => this.#flatten(part)));
    const { $ref: _, allOf: __, ...merged } = mergeSchemas(parts);
    return merged;
  }

  #ofType(type: string, schema: Schema, depth: number): Arbitrary<Json> {
    switch (type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
      case 'number':
        return numberArbitrary(schema, type === 'integer');
      case 'string':
        return stringArbitrary(schema);
      case 'array':
        return this.#list(schema, depth);
      default:
        return this.#object(schema, depth);
    }
  }

  #list(schema: Schema, depth: number): Arbitrary<Json> {
    const { items, minItems, maxItems, uniqueItems } = schema;
    if (Array.isArray(items)) return fc.tuple(...items.map((item) => this.build(item, depth + 1)));
    const minLength = typeof minItems === 'number' ? minItems : 0;
    const most = typeof maxItems === 'number' ? maxItems : minLength + growth;
    const maxLength = depth >= depthLimit ? minLength : Math.max(minLength, Math.min(most, minLength + growth));
    if (maxLength === 0) return fc.constant([]);
    const item = this.build(items, depth + 1);
    return uniqueItems === true
      ? fc.uniqueArray(item, {
          minLength,
          maxLength,
          comparator: (left, right) => JSON.stringify(left) === JSON.stringify(right),
        })
      : fc.array(item, { minLength, maxLength });
  }

  #object(schema: Schema, depth: number): Arbitrary<Json> {
    const properties = Object.entries(objectAt(schema, 'properties'));
    const required = arrayAt(schema, 'required').map(String);
    const isDeep = depth >= depthLimit;
    const included = properties.filter(([name]) => !isDeep || required.includes(name));
    const unnamed = required.filter((name) => !(name in objectAt(schema, 'properties')));
    const named = fc.record(
      Object.fromEntries([
        ...included.map(([name, property]) => [name, this.build(property, depth + 1)] as const),
        ...unnamed.map((name) => [name, this.build(schema['additionalProperties'], depth + 1)] as const),
      ]),
      { requiredKeys: required, noNullPrototype: true },
    );
    const others = schema['additionalProperties'];
    // Only maps get random names: unknown fields are tested elsewhere.
    if (!isObject(others) || isDeep) return named as Arbitrary<Json>;
    const minKeys = typeof schema['minProperties'] === 'number' ? schema['minProperties'] : 0;
    const map = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), this.build(others, depth + 1), {
      minKeys,
      maxKeys: minKeys + growth,
      noNullPrototype: true,
    });
    return fc.tuple(map, named).map(([left, right]): JsonObject => ({ ...left, ...(right as JsonObject) }));
  }
}

function typesOf(schema: Schema): string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.map(String);
  if (isObject(schema['properties']) || isObject(schema['additionalProperties'])) return ['object'];
  if (schema['items'] !== undefined) return ['array'];
  if (['pattern', 'minLength', 'maxLength', 'format'].some((keyword) => keyword in schema)) return ['string'];
  if (['minimum', 'maximum', 'multipleOf'].some((keyword) => keyword in schema)) return ['number'];
  return ['null', 'boolean', 'number', 'string'];
}

function numberArbitrary(schema: Schema, isInteger: boolean): Arbitrary<number> {
  const bound = (keyword: string) => (typeof schema[keyword] === 'number' ? schema[keyword] : undefined);
  const step = bound('multipleOf');
  const low = bound('minimum') ?? bound('exclusiveMinimum') ?? -1_000_000;
  const high = bound('maximum') ?? bound('exclusiveMaximum') ?? Math.max(low, 0) + 1_000_000;
  if (step !== undefined) {
    return fc.integer({ min: Math.ceil(low / step), max: Math.floor(high / step) }).map((count) => count * step);
  }
  const min = isInteger ? Math.ceil(low) + (low === bound('exclusiveMinimum') ? 1 : 0) : low;
  const max = isInteger ? Math.floor(high) - (high === bound('exclusiveMaximum') ? 1 : 0) : high;
  if (isInteger) return fc.integer({ min, max });
  return fc
    .double({
      min,
      max,
      noNaN: true,
      minExcluded: bound('exclusiveMinimum') !== undefined,
      maxExcluded: bound('exclusiveMaximum') !== undefined,
      // JSON has no `-0`: the payload sent would differ from the generated one.
    })
    .map((value) => value + 0);
}
