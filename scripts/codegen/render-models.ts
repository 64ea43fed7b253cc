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

/** Carries a schema's type name through Modelina, which resolves references and forgets what they were. */
const nameMark = 'x-type-name';
const rootName = 'EveryTypeOfTheContract';

/** The models as Modelina makes them: objects and enumerations; and an alias for each other type that has a name. */
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
      // Modelina would rename what is called as something that browsers or the language have, as `Status` and `Event`.
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

/** One schema with properties for each type, so that Modelina declares it, or says what to write for it. */
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
  // Modelina writes into what it reads.
  return structuredClone({ $schema: 'http://json-schema.org/draft-07/schema#', ...(untitled(input) as JsonObject) });
}

/** Without titles, by which Modelina would call types that have a name. A field `title` has a schema, and no text. */
function untitled(value: Json): Json {
  if (Array.isArray(value)) return value.map(untitled);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, item]) => key !== 'title' || typeof item !== 'string');
  return Object.fromEntries(kept.map(([key, item]) => [key, isValue(key, item) ? item : untitled(item)]));
}

/** Whether what stands under a keyword is no schema; a field of that name has one. */
function isValue(key: string, item: Json): boolean {
  return Array.isArray(item) ? ['enum', 'examples'].includes(key) : key === 'const' || key === 'default';
}

/** Where the root schema has a type without its name, so that the type's own expression can be read off. */
function aliasKey(name: string): string {
  return `alias of ${name}`;
}

/** Modelina gives an open object a field `additionalProperties` of type `any`; that an object is open adds no field. */
function closeObject(schema: Schema): Schema {
  const parts = schema['allOf'];
  return {
    ...schema,
    ...(isObject(schema['properties']) && { additionalProperties: schema['additionalProperties'] ?? false }),
    ...(Array.isArray(parts) && { allOf: parts.map((part) => (isObject(part) ? closeObject(part) : part)) }),
  };
}

/** Modelina's own mapping, but a schema with a name is spelled by it, and nothing is `any`. */
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

/** JSON is how TypeScript spells the type of one JSON value. */
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
    // TypeScript wants every declared property to fit the index signature: nothing narrower would hold for all.
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
