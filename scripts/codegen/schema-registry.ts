import type { Json, JsonObject, Schema } from './contract.js';
import { isObject, isReference, pointerTokens, resolvePointer } from './json.js';
import { typeNameOf, untakenName } from './type-name.js';

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
/** Say where a schema stands and what its references are relative to; here they stand elsewhere. */
const placeKeywords = new Set(['$id', '$schema']);

/**
 * Gives each schema of a document that deserves one a type name: the document's own schemas theirs, a payload that has
 * none the name of its event, and an object, combination or enumeration inside another schema that schema's and the field's.
 */
export class SchemaRegistry {
  readonly schemas = new Map<string, Schema>();
  readonly #document: JsonObject;
  /** By pointer, so that what is referred to twice is one type, and a schema may refer to itself. */
  readonly #byPointer = new Map<string, string>();
  /** By the schema itself, so that the payload of a message that is used twice is one type. */
  readonly #inline = new Map<Json, string>();

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** The type name of a schema, which is a reference or stands for itself. */
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
    const name = untakenName(typeNameOf(suggestion), (candidate) => this.schemas.has(candidate));
    this.schemas.set(name, {});
    if (pointer !== undefined) this.#byPointer.set(pointer, name);
    this.schemas.set(name, this.#rewriteKeywords(isObject(schema) ? schema : schemaOf(schema), name));
    return name;
  }

  /** A schema inside another: with its references made ours, and itself a reference when it is worth a name. */
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
      // What is combined by `allOf` is a part of the type and no type by itself.
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

/** `nullable` is OpenAPI's, and Ajv's too: written as JSON Schema does it, all who read the schema take it for the same. */
function allowNull({ nullable, ...schema }: JsonObject): JsonObject {
  return nullable === true && typeof schema['type'] === 'string'
    ? { ...schema, type: [schema['type'], 'null'] }
    : schema;
}

function suffixOf(keyword: string): string {
  return keyword === 'items' ? 'Item' : typeNameOf(keyword);
}

/** The schema objects that stand for the boolean schemas: anything, and nothing. */
function schemaOf(value: Json): Schema {
  return value === false ? { not: {} } : {};
}
