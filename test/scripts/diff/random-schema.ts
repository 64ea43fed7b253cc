import type { Json, JsonObject } from '../../../scripts/codegen/contract.js';
import type { SeededRandom } from './seeded-random.js';

/** The names of random fields. Schemas declare the first names only. */
const declarable = ['a', 'b', 'x-c'] as const;
const undeclarable = ['unknown', 'x-unknown'] as const;

/** Generates a small schema with random keywords, which may reference `#/definitions/Node`. */
export function randomSchema(random: SeededRandom, depth = 2): Json {
  const schema: JsonObject = {};
  if (random.chance(0.05)) return random.chance(0.5);
  if (depth > 0 && random.chance(0.08)) return { $ref: '#/definitions/Node' };
  if (random.chance(0.75)) schema['type'] = randomType(random);
  const count = random.below(3);
  for (let index = 0; index < count; index += 1) addKeyword(schema, random, depth);
  return schema;
}

/** Adds, removes or changes one or two keywords of a schema. */
export function mutate(schema: Json, random: SeededRandom, depth = 2): Json {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return randomSchema(random, depth);
  const changed: JsonObject = structuredClone(schema);
  const keywords = Object.keys(changed);
  const [first, ...rest] = keywords;
  const keyword = first === undefined ? undefined : random.pick([first, ...rest]);
  const way = random.pick(['add', 'remove', 'rewrite']);
  const value = keyword === undefined ? undefined : changed[keyword];
  if (keyword === undefined || value === undefined || way === 'add') addKeyword(changed, random, depth);
  else if (way === 'remove') delete changed[keyword];
  else changed[keyword] = mutateValue(keyword, value, random, depth);
  return random.chance(0.25) ? mutate(changed, random, depth) : changed;
}

function mutateValue(keyword: string, value: Json, random: SeededRandom, depth: number): Json {
  if (typeof value === 'number') return Math.max(keyword === 'multipleOf' ? 1 : 0, value + random.pick([-1, 1, 2]));
  if (keyword === 'required') return random.chance(0.5) ? [] : [random.pick(declarable)];
  if (keyword === 'enum') return [...(value as Json[]).slice(random.below(2)), randomValue(random, 0)];
  if (keyword === 'type') return randomType(random);
  if (keyword === 'uniqueItems') return value !== true;
  if (Array.isArray(value)) {
    if (random.chance(0.3)) return [...value, randomSchema(random, depth - 1)];
    if (value.length > 1 && random.chance(0.3)) return value.slice(1);
    const index = random.below(value.length);
    return value.map((item, place) => (place === index ? mutate(item, random, depth - 1) : item));
  }
  if (['properties', 'patternProperties', 'dependencies'].includes(keyword) && typeof value === 'object' && value) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, random.chance(0.5) ? mutate(item, random, depth - 1) : item]),
    );
  }
  if (typeof value === 'object' && value !== null && keyword !== 'const') return mutate(value, random, depth - 1);
  return randomKeywords(random, depth)[keyword]?.() ?? value;
}

function addKeyword(schema: JsonObject, random: SeededRandom, depth: number): void {
  const makers = Object.entries(randomKeywords(random, depth));
  const [first, ...rest] = makers;
  if (first === undefined) return;
  const [keyword, make] = random.pick([first, ...rest]);
  schema[keyword] = make();
  if ((keyword === 'then' || keyword === 'else') && schema['if'] === undefined) schema['if'] = randomSchema(random, 0);
}

function randomKeywords(random: SeededRandom, depth: number): Record<string, () => Json> {
  const inner = () => randomSchema(random, depth - 1);
  const few = () => random.below(4);
  const fields = () => {
    const names = declarable.filter(() => random.chance(0.5));
    return Object.fromEntries(names.map((name) => [name, inner()]));
  };
  const options = () => Array.from({ length: 1 + random.below(3) }, inner);
  const flat: Record<string, () => Json> = {
    enum: () => [randomValue(random, 1), randomValue(random, 0), 'a'],
    const: () => randomValue(random, 0),
    multipleOf: () => 1 + random.below(4),
    maximum: few,
    exclusiveMaximum: few,
    minimum: few,
    exclusiveMinimum: few,
    maxLength: few,
    minLength: few,
    pattern: () => random.pick(['^a', 'b$', '^x-']),
    format: () => random.pick(['date', 'int32', 'int64', 'ipv4']),
    maxItems: few,
    minItems: few,
    uniqueItems: () => true,
    maxProperties: few,
    minProperties: few,
    required: () => [random.pick(declarable)],
    additionalProperties: () => false,
    type: () => randomType(random),
  };
  if (depth === 0) return flat;
  return {
    ...flat,
    ...Object.fromEntries(
      ['additionalItems', 'contains', 'if', 'then', 'else', 'not'].map((keyword) => [keyword, inner]),
    ),
    items: () => (random.chance(0.7) ? inner() : options()),
    properties: fields,
    patternProperties: () => ({ [random.pick(['^x-', 'a'])]: inner() }),
    additionalProperties: () => (random.chance(0.5) ? false : inner()),
    dependencies: () => ({ a: random.chance(0.5) ? ['b'] : inner() }),
    propertyNames: () => ({ ...(random.chance(0.5) ? { maxLength: few() } : { pattern: '^x-' }) }),
    allOf: options,
    anyOf: options,
    oneOf: options,
  };
}

function randomType(random: SeededRandom): Json {
  const one = () => random.pick(['object', 'object', 'array', 'string', 'integer', 'number', 'boolean', 'null']);
  return random.chance(0.8) ? one() : [...new Set([one(), one()])];
}

/** Generates a value that random schemas may allow. */
export function randomValue(random: SeededRandom, depth = 2): Json {
  switch (random.below(depth > 0 ? 8 : 5)) {
    case 0:
      return random.below(8) - 1;
    case 1:
      return random.below(10) / 2;
    case 2:
      return random.pick(['', 'a', 'b', 'ab', 'abc', 'x-', '2020-02-02', '1.2.3.4']);
    case 3:
      return random.chance(0.5);
    case 4:
      return null;
    case 5:
      return Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1));
    default:
      return Object.fromEntries(
        [...declarable, ...undeclarable]
          .filter((_, index) => random.chance(index < declarable.length ? 0.45 : 0.15))
          .map((name) => [name, randomValue(random, depth - 1)]),
      );
  }
}
