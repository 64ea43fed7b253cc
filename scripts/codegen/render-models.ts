import {
  ConstrainedDictionaryModel,
  type ConstrainedMetaModel,
  type ConstrainedObjectPropertyModel,
  TypeScriptGenerator,
} from '@asyncapi/modelina';
import type { Contract, Json, JsonObject, Schema } from './contract.js';
import { docComment } from './doc-comment.js';
import { isObject, objectAt, stringAt } from './json.js';

/** The TypeScript declaration of each of the contract's types, by type name. */
export type Models = Map<string, string>;

/** The keyword that carries a schema's type name through Modelina, which resolves references and loses names. */
const nameMark = 'x-type-name';
const rootName = 'EveryTypeOfTheContract';

/** Renders the models with Modelina: objects and enumerations, and an alias for each other named type. */
export async function renderModels(contract: Contract): Promise<Models> {
  const aliases = new Map<string, string>();
  const { constraints } = TypeScriptGenerator.defaultOptions;
  const generator = new TypeScriptGenerator({
    modelType: 'interface',
    enumType: 'union',
    mapType: 'record',
    moduleSystem: 'ESM',
    rawPropertyNames: true,
    typeMapping: namedTypes(),
    constraints: {
      ...constraints,
      // Modelina would rename types whose names are taken by browsers or the language, such as `Status` and `Event`.
      modelName: (context) =>
        contract.schemas.has(context.modelName) ? context.modelName : constraints.modelName(context),
    },
    presets: [
      {
        interface: {
          property: ({ model, property }) => {
            if (model.name === rootName) aliases.set(property.unconstrainedPropertyName, property.property.type);
            return renderProperty(property, contract.schemas.get(model.name));
          },
        },
        enum: {
          self: ({ model }) => `type ${model.name} = ${literalTypes(contract.schemas.get(model.name)?.['enum'])};`,
        },
      },
    ],
  });
  const generated = await generator.generate(modelinaInput(contract));
  const declarations = new Map(generated.map((model) => [model.modelName, model.result]));
  const models: Models = new Map();
  for (const [name, schema] of contract.schemas) {
    const declaration = isEmptyObject(schema)
      ? `type ${name} = Record<string, never>;`
      : (declarations.get(name) ?? `type ${name} = ${aliases.get(aliasKey(name)) ?? 'unknown'};`);
    models.set(name, `${docComment(stringAt(schema, 'description'))}export ${declaration}\n`);
  }
  return models;
}

export function renderModelsFile(models: Models): string {
  return [...models.values()].join('\n');
}

/** Builds one schema with a property for each type, so that Modelina declares the type or gives its expression. */
function modelinaInput(contract: Contract): JsonObject {
  const definitions: JsonObject = {};
  const properties: JsonObject = {};
  for (const [name, schema] of contract.schemas) {
    const closed = closeObject(schema);
    definitions[name] = { ...closed, $id: name, [nameMark]: name };
    properties[name] = { $ref: `#/definitions/${name}` };
    properties[aliasKey(name)] = closed;
  }
  const input = { $id: rootName, type: 'object', additionalProperties: false, definitions, properties };
  // Modelina modifies its input.
  return structuredClone({ $schema: 'http://json-schema.org/draft-07/schema#', ...(untitled(input) as JsonObject) });
}

/** Removes titles, because Modelina would use them as type names. A field called `title` is kept: it is a schema. */
function untitled(value: Json): Json {
  if (Array.isArray(value)) return value.map(untitled);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, item]) => key !== 'title' || typeof item !== 'string');
  return Object.fromEntries(kept.map(([key, item]) => [key, isValue(key, item) ? item : untitled(item)]));
}

/** Returns true when the item under a keyword is a value, not a schema; fields of the same name have schemas. */
function isValue(key: string, item: Json): boolean {
  return Array.isArray(item) ? ['enum', 'examples'].includes(key) : key === 'const' || key === 'default';
}

/** Returns the property of the root schema that has a type inline, which yields the type's expression. */
function aliasKey(name: string): string {
  return `alias of ${name}`;
}

/** Closes open objects, because Modelina would add a field `additionalProperties` of type `any` to them. */
function closeObject(schema: Schema): Schema {
  const parts = schema['allOf'];
  return {
    ...schema,
    ...(isObject(schema['properties']) && { additionalProperties: schema['additionalProperties'] ?? false }),
    ...(Array.isArray(parts) && { allOf: parts.map((part) => (isObject(part) ? closeObject(part) : part)) }),
  };
}

/** Wraps Modelina's type mapping: a named schema becomes its name, and `any` becomes `unknown`. */
function namedTypes(): typeof TypeScriptGenerator.defaultOptions.typeMapping {
  const own = TypeScriptGenerator.defaultOptions.typeMapping;
  const named = <Args extends { constrainedModel: ConstrainedMetaModel }>(map: (args: Args) => string) => {
    return (args: Args): string => {
      const input: unknown = args.constrainedModel.originalInput;
      if (!isObject(input)) return map(args);
      const ownType = 'const' in input ? literalTypes([input['const'] ?? null]) : undefined;
      return stringAt(input, nameMark) || (ownType ?? map(args));
    };
  };
  return {
    ...own,
    Any: named(() => 'unknown'),
    Float: named(own.Float),
    Integer: named(own.Integer),
    String: named(own.String),
    Boolean: named(own.Boolean),
    Tuple: named(own.Tuple),
    Array: named(own.Array),
    Union: named(own.Union),
    Dictionary: named(own.Dictionary),
  };
}

/** Renders JSON values as TypeScript literal types, whose syntax is JSON. */
function literalTypes(values: Json | undefined): string {
  return Array.isArray(values) && values.length > 0
    ? values.map((value) => JSON.stringify(value)).join(' | ')
    : 'never';
}

function renderProperty(property: ConstrainedObjectPropertyModel, schema: Schema | undefined): string {
  const { unconstrainedPropertyName: name, required, property: model } = property;
  const properties = objectAt(schema ?? {}, 'properties');
  if (
    model instanceof ConstrainedDictionaryModel &&
    model.serializationType === 'unwrap' &&
    !Object.hasOwn(properties, name)
  ) {
    // TypeScript requires every declared property to fit the index signature; no narrower type fits all of them.
    return '[name: string]: unknown;';
  }
  const key = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);
  return `${docComment(stringAt(objectAt(properties, name), 'description'))}${key}${required ? '' : '?'}: ${model.type};`;
}

function isEmptyObject(schema: Schema): boolean {
  return (
    schema['type'] === 'object' &&
    Object.keys(objectAt(schema, 'properties')).length === 0 &&
    !['additionalProperties', 'patternProperties', 'allOf', 'anyOf', 'oneOf', '$ref'].some((keyword) => schema[keyword])
  );
}
