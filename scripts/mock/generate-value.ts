import type { Contract, Json, JsonObject, Schema } from '../codegen/contract.js';
import { arrayAt, isObject, objectAt } from '../codegen/json.js';
import { mergeSchemas } from '../contract-test/merge-schemas.js';
import { flattenSchema } from './flatten-schema.js';
import { numberValue } from './number-value.js';
import type { Random } from './random.js';
import { stringValue } from './string-value.js';

/** The depth at which optional parts are left out, because schemas may be recursive. */
const minimalDepth = 4;
/** The depth at which generation fails: the schema requires endless nesting, or the random choices were unlucky. */
const depthLimit = 24;
const uniqueTries = 20;

export interface GenerationOptions {
  readonly random: Random;
  /** Whether the schemas' own examples and defaults may be used. */
  readonly ownExamples: boolean;
  /** Whether all optional parts are left out. */
  readonly minimal: boolean;
}

/**
 * Generates a random value of a schema that contains `given`: given fields are kept, other required fields are
 * generated. Not every value is valid (`not` and similar keywords are ignored), so callers validate the value and try
 * again.
 * @throws Error when a part of the schema is not supported.
 */
export function generateValue(contract: Contract, schema: Json, options: GenerationOptions, given?: Json): Json {
  return new ValueGenerator(contract, options).value(schema, 0, given);
}

class ValueGenerator {
  readonly #contract: Contract;
  readonly #options: GenerationOptions;

  constructor(contract: Contract, options: GenerationOptions) {
    this.#contract = contract;
    this.#options = options;
  }

  value(schema: Json | undefined, depth: number, given?: Json): Json {
    if (depth > depthLimit) throw new Error('the schema requires endless nesting');
    const { random, ownExamples } = this.#options;
    const flat = this.#pickAlternatives(flattenSchema(this.#contract, schema), depth);
    if (isObject(given)) return this.#object(flat, depth, given);
    if (Array.isArray(given)) return this.#list(flat, depth, given);
    if (given !== undefined) return given;
    if (flat['const'] !== undefined) return flat['const'];
    const suggested = [...arrayAt(flat, 'examples'), ...(flat['default'] === undefined ? [] : [flat['default']])];
    if (ownExamples && suggested.length > 0) return random.pick(suggested);
    const listed = arrayAt(flat, 'enum');
    if (listed.length > 0) return random.pick(listed);
    return this.#ofType(this.#typeOf(flat, depth), flat, depth);
  }

  /** Picks one alternative of `if`, `oneOf` and `anyOf`, and merges it into the schema. */
  #pickAlternatives(schema: Schema, depth: number): Schema {
    const { oneOf, anyOf, if: condition, then: consequence, else: alternative, ...rest } = schema;
    if (condition !== undefined) {
      const branch = this.#options.random.chance(0.5) ? [condition, consequence] : [alternative];
      return this.#pickAlternatives(this.#merge({ ...schemaWith({ oneOf, anyOf }), ...rest }, branch), depth);
    }
    if (Array.isArray(oneOf)) {
      return this.#pickAlternatives(
        this.#merge({ ...schemaWith({ anyOf }), ...rest }, [this.#branch(oneOf, depth)]),
        depth,
      );
    }
    if (Array.isArray(anyOf)) return this.#pickAlternatives(this.#merge(rest, [this.#branch(anyOf, depth)]), depth);
    return schema;
  }

  /** Picks an alternative; below `minimalDepth`, one without references if possible, so that recursion ends. */
  #branch(alternatives: Json[], depth: number): Json {
    const ends = alternatives.filter((alternative) => !JSON.stringify(alternative).includes('"$ref"'));
    return this.#options.random.pick(depth >= minimalDepth && ends.length > 0 ? ends : alternatives);
  }

  #merge(schema: Schema, parts: (Json | undefined)[]): Schema {
    return mergeSchemas([schema, ...parts.map((part) => flattenSchema(this.#contract, part))]);
  }

  #typeOf(schema: Schema, depth: number): string {
    const { type } = schema;
    if (typeof type === 'string') return type;
    if (Array.isArray(type) && type.length > 0) {
      const usual = type.filter((name) => name !== 'null');
      if (depth >= minimalDepth && usual.length < type.length) return 'null';
      return String(this.#options.random.pick(usual.length > 0 && !this.#options.random.chance(0.2) ? usual : type));
    }
    const has = (...keywords: string[]) => keywords.some((keyword) => keyword in schema);
    if (has('properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties')) return 'object';
    if (has('items', 'minItems', 'maxItems', 'contains', 'uniqueItems')) return 'array';
    if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) return 'number';
    return 'string';
  }

  #ofType(type: string, schema: Schema, depth: number): Json {
    switch (type) {
      case 'null':
        return null;
      case 'boolean':
        return this.#options.random.chance(0.5);
      case 'integer':
      case 'number':
        return numberValue(schema, type === 'integer', this.#options.random);
      case 'string':
        return stringValue(schema, this.#options.random);
      case 'array':
        return this.#list(schema, depth, []);
      default:
        return this.#object(schema, depth);
    }
  }

  #object(schema: Schema, depth: number, given?: JsonObject): JsonObject {
    const names = new Set([...Object.keys(given ?? {}), ...arrayAt(schema, 'required').map(String)]);
    const properties = objectAt(schema, 'properties');
    if (given === undefined) this.#addOptional(names, schema, depth);
    const conditions = this.#addDependent(names, schema);
    const full = conditions.length > 0 ? this.#merge(schema, conditions) : schema;
    for (const name of arrayAt(full, 'required')) names.add(String(name));
    const ordered = [...Object.keys(properties).filter((name) => names.has(name)), ...names];
    return Object.fromEntries(
      [...new Set(ordered)].map((name) => [
        name,
        this.value(fieldSchema(full, name), depth + 1, given && Object.hasOwn(given, name) ? given[name] : undefined),
      ]),
    );
  }

  #addOptional(names: Set<string>, schema: Schema, depth: number): void {
    const { random, minimal } = this.#options;
    const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY, additionalProperties, propertyNames } = schema;
    const most = Number(maxProperties);
    const optional = Object.keys(objectAt(schema, 'properties'));
    if (!minimal && depth < minimalDepth) {
      for (const name of optional) if (names.size < most && random.chance(0.5)) names.add(name);
    }
    for (const name of optional) if (names.size < Number(minProperties)) names.add(name);
    const patterns = Object.keys(objectAt(schema, 'patternProperties'));
    const isMap = optional.length === 0 && (isObject(additionalProperties) || patterns.length > 0);
    const least = Math.max(Number(minProperties), isMap && !minimal && depth < minimalDepth ? random.integer(1, 2) : 0);
    for (let tries = 0; names.size < Math.min(least, most) && tries < uniqueTries; tries += 1) {
      const keys: Schema = { ...(isObject(propertyNames) ? propertyNames : {}), type: 'string' };
      const [pattern] = patterns;
      names.add(String(this.value(pattern === undefined ? keys : { ...keys, pattern }, depth + 1)));
    }
  }

  /** Adds the names that `dependencies` require, and returns the schemas that they require (draft 7, section 6.5.7). */
  #addDependent(names: Set<string>, schema: Schema): Json[] {
    const asked: Json[] = [];
    for (const [name, dependency] of Object.entries(objectAt(schema, 'dependencies'))) {
      if (!names.has(name)) continue;
      if (Array.isArray(dependency)) for (const other of dependency) names.add(String(other));
      else asked.push(dependency);
    }
    return asked;
  }

  #list(schema: Schema, depth: number, given: Json[]): Json[] {
    const { random, minimal } = this.#options;
    const { items, additionalItems, minItems, maxItems, contains, uniqueItems } = schema;
    const tuple = Array.isArray(items) ? items : [];
    const least = Math.max(Number(minItems ?? 0), contains === undefined ? 0 : 1);
    const usual = tuple.length > 0 ? tuple.length : depth < minimalDepth && !minimal ? random.integer(1, 2) : 0;
    const most = Math.min(Number(maxItems ?? Number.POSITIVE_INFINITY), additionalItems === false ? tuple.length : 1e3);
    const length = given.length > 0 ? Math.max(given.length, least) : Math.min(Math.max(least, usual), most);
    const list: Json[] = [];
    for (let index = 0; index < length; index += 1) {
      const itemSchema = Array.isArray(items) ? (tuple[index] ?? additionalItems) : items;
      const wanted = index === 0 && contains !== undefined ? { allOf: [itemSchema ?? {}, contains] } : itemSchema;
      let item = this.value(wanted, depth + 1, given[index]);
      for (let tries = 0; uniqueItems === true && has(list, item) && tries < uniqueTries; tries += 1) {
        item = this.value(wanted, depth + 1);
      }
      if (uniqueItems !== true || !has(list, item)) list.push(item);
    }
    return list;
  }
}

function fieldSchema(schema: Schema, name: string): Json | undefined {
  const properties = objectAt(schema, 'properties');
  if (Object.hasOwn(properties, name)) return properties[name];
  const matching = Object.entries(objectAt(schema, 'patternProperties')).find(([pattern]) =>
    new RegExp(pattern, 'u').test(name),
  );
  return matching ? matching[1] : schema['additionalProperties'];
}

/** Returns a schema of the given keywords without the undefined ones. */
function schemaWith(keywords: Record<string, Json | undefined>): Schema {
  const defined = Object.entries(keywords).flatMap(([keyword, value]) =>
    value === undefined ? [] : [[keyword, value]],
  );
  return Object.fromEntries(defined);
}

function has(list: Json[], item: Json): boolean {
  const text = JSON.stringify(item);
  return list.some((other) => JSON.stringify(other) === text);
}
