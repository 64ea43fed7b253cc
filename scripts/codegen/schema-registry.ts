import type { Json, JsonObject, Schema } from './contract.js';
import { isObject, isReference, pointerTokens, resolvePointer } from './json.js';
import { typeNameOf, uniqueName } from './type-name.js';

/** Keywords whose value is a schema, a list of schemas, or an object of schemas. */
const schemaKeywords = new Set([
  'items',
  'additionalItems',
  'additionalProperties',
  'contains',
  'propertyNames',
  'not',
]);
const conditionKeywords = ['if', 'then', 'else'];
const listKeywords = new Set(['items', 'allOf', 'anyOf', 'oneOf']);
const mapKeywords = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);
/** Keywords about a schema's location and the base of its references. They are removed, because schemas are moved. */
const placeKeywords = new Set(['$id', '$schema']);

/**
 * Assigns a type name to each schema of a document: its own name for a schema under `components/schemas`, the event's
 * name for an unnamed payload, and the parent's name plus the field's for an inner object, combination or enumeration.
 */
export class SchemaRegistry {
  readonly schemas = new Map<string, Schema>();
  readonly #document: JsonObject;
  /** Names by pointer: a schema that is referenced twice is one type, and a schema may reference itself. */
  readonly #byPointer = new Map<string, string>();
  /** Names by schema object: the payload of a message that is used twice is one type. */
  readonly #inline = new Map<Json, string>();

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** Returns the type name of a schema or of the schema that it references. */
  nameOf(schema: Json, suggestion: string): string {
    if (!isReference(schema)) {
      const name = this.#inline.get(schema) ?? this.#define(schema, suggestion);
      if (isObject(schema)) this.#inline.set(schema, name);
      return name;
    }
    const known = this.#byPointer.get(schema.$ref);
    if (known !== undefined) return known;
    const target = resolvePointer(this.#document, schema.$ref) ?? {};
    if (isReference(target)) return this.nameOf(target, suggestion);
    const tokens = pointerTokens(schema.$ref);
    const isNamed = tokens.at(-2) === 'schemas' || tokens.at(-2) === 'definitions';
    return this.#define(target, isNamed ? (tokens.at(-1) ?? suggestion) : suggestion, schema.$ref);
  }

  #define(schema: Json, suggestion: string, pointer?: string): string {
    const name = uniqueName(typeNameOf(suggestion), (candidate) => this.schemas.has(candidate));
    this.schemas.set(name, {});
    if (pointer !== undefined) this.#byPointer.set(pointer, name);
    this.schemas.set(name, this.#rewriteKeywords(isObject(schema) ? schema : schemaOf(schema), name));
    return name;
  }

  /** Rewrites an inner schema: adapts its references, and replaces it by a reference if it gets a name. */
  #rewrite(schema: Json, suggestion: string): Json {
    if (!isObject(schema)) return schema;
    if (isReference(schema)) {
      const { $ref: _, ...beside } = schema;
      return { ...beside, $ref: `#/definitions/${this.nameOf(schema, suggestion)}` };
    }
    if (isObject(schema['properties']) || Array.isArray(schema['enum']) || Array.isArray(schema['allOf'])) {
      return { $ref: `#/definitions/${this.#define(schema, suggestion)}` };
    }
    return this.#rewriteKeywords(schema, suggestion);
  }

  #rewriteKeywords(schema: JsonObject, name: string): JsonObject {
    return Object.fromEntries(
      Object.entries(allowNull(schema))
        .filter(([keyword]) => !placeKeywords.has(keyword))
        .map(([keyword, value]) => [keyword, this.#rewriteKeyword(keyword, value, name)]),
    );
  }

  #rewriteKeyword(keyword: string, value: Json, name: string): Json {
    if (Array.isArray(value) && listKeywords.has(keyword)) {
      // The parts of an `allOf` are not types of their own.
      return value.map((item, index) =>
        keyword === 'allOf' && !isReference(item) && isObject(item)
          ? this.#rewriteKeywords(item, name)
          : this.#rewrite(item, `${name}${keyword === 'items' ? 'Item' : 'Option'}${index + 1}`),
      );
    }
    if (isObject(value) && conditionKeywords.includes(keyword)) return this.#rewriteKeywords(value, name);
    if (isObject(value) && schemaKeywords.has(keyword)) return this.#rewrite(value, `${name}${suffixOf(keyword)}`);
    if (isObject(value) && mapKeywords.has(keyword)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, this.#rewrite(item, `${name}${typeNameOf(key)}`)]),
      );
    }
    return value;
  }
}

/** Replaces OpenAPI's `nullable` by the type `null`, which all JSON Schema tools understand. */
function allowNull({ nullable, ...schema }: JsonObject): JsonObject {
  return nullable === true && typeof schema['type'] === 'string'
    ? { ...schema, type: [schema['type'], 'null'] }
    : schema;
}

function suffixOf(keyword: string): string {
  return keyword === 'items' ? 'Item' : typeNameOf(keyword);
}

/** Returns the schema object that is equivalent to a boolean schema. */
function schemaOf(value: Json): Schema {
  return value === false ? { not: {} } : {};
}
