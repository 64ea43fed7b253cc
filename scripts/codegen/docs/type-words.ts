import type { Json, JsonObject } from '../contract.js';
import { arrayAt, isObject, isReference } from '../json.js';
import { type Content, type Html, html, join } from './html.js';
import { typeOfReference } from './uses.js';

/** Renders a link to the entry of a type. */
export type LinkType = (type: string) => Html;

/** Describes the type of a schema in words, such as `list of Chat` or `string or null`. */
export function typeInWords(schema: Json, linkType: LinkType): Html {
  return html`${words(schema, linkType)}`;
}

function words(schema: Json, linkType: LinkType): Content {
  if (schema === false) return 'nothing';
  if (!isObject(schema)) return 'anything';
  if (isReference(schema)) return linkType(typeOfReference(schema.$ref));
  const kinds = kindsOf(schema);
  const alternatives = [...arrayAt(schema, 'oneOf'), ...arrayAt(schema, 'anyOf')];
  if (alternatives.length > 0) {
    return join(
      alternatives.map((item) => words(item, linkType)),
      ' or ',
    );
  }
  const parts = arrayAt(schema, 'allOf').filter((part) => isReference(part));
  if (parts.length > 0) {
    return join(
      parts.map((part) => words(part, linkType)),
      ' and ',
    );
  }
  if (kinds.length === 0) return isImpossible(schema) ? 'nothing' : 'anything';
  return join(
    kinds.map((kind) => kindInWords(kind, schema, linkType)),
    ' or ',
  );
}

function kindInWords(kind: string, schema: JsonObject, linkType: LinkType): Content {
  const items = schema['items'];
  if (kind === 'array' && Array.isArray(items)) {
    const members = join(
      items.map((item) => words(item, linkType)),
      ', ',
    );
    return ['list of ', members];
  }
  if (kind === 'array') return isAny(items) ? 'list' : ['list of ', group(items, linkType)];
  const rest = schema['additionalProperties'];
  if (kind === 'object' && isObject(rest)) return ['map of ', group(rest, linkType)];
  return kind;
}

/** Adds brackets around alternatives. */
function group(schema: Json | undefined, linkType: LinkType): Content {
  const isChoice =
    isObject(schema) &&
    !isReference(schema) &&
    (['oneOf', 'anyOf'].some((key) => key in schema) || kindsOf(schema).length > 1);
  const inner = words(schema ?? true, linkType);
  return isChoice ? ['(', inner, ')'] : inner;
}

/** Returns the JSON types of a schema: its `type`, or the types that its other keywords imply. */
function kindsOf(schema: JsonObject): string[] {
  const type = schema['type'];
  const declared = Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : impliedKinds(schema);
  return schema['nullable'] === true && !declared.includes('null') ? [...declared, 'null'] : declared;
}

function impliedKinds(schema: JsonObject): string[] {
  if ('const' in schema) return [kindOf(schema['const'] ?? null)];
  const values = arrayAt(schema, 'enum');
  if (values.length > 0) return [...new Set(values.map(kindOf))];
  const [part] = arrayAt(schema, 'allOf').filter(isObject).map(kindsOf);
  if (part !== undefined) return part;
  if (['properties', 'additionalProperties', 'patternProperties', 'required'].some((key) => key in schema))
    return ['object'];
  if ('items' in schema) return ['array'];
  if (['minLength', 'maxLength', 'pattern', 'format'].some((key) => key in schema)) return ['string'];
  if (['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].some((key) => key in schema))
    return ['number'];
  return [];
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isAny(schema: Json | undefined): boolean {
  return schema === undefined || schema === true || (isObject(schema) && Object.keys(schema).length === 0);
}

function isImpossible(schema: JsonObject): boolean {
  return isObject(schema['not']) && Object.keys(schema['not']).length === 0;
}
