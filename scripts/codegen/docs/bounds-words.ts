import type { Json, JsonObject } from '../contract.js';
import { arrayAt, isObject, isReference } from '../json.js';
import { type Html, html, join } from './html.js';

/** Describes each constraint of a schema beyond its type, such as `1 to 64 characters`. */
export function boundsInWords(schema: JsonObject): Html[] {
  const bounds: (Html | undefined)[] = [
    'const' in schema ? html`always ${literal(schema['const'] ?? null)}` : undefined,
    oneOf(arrayAt(schema, 'enum')),
    count(schema, 'minLength', 'maxLength', 'character', 'characters'),
    quoted('format', schema['format']),
    quoted('matches', schema['pattern']),
    range(schema),
    'multipleOf' in schema ? html`a multiple of ${literal(schema['multipleOf'] ?? null)}` : undefined,
    count(schema, 'minItems', 'maxItems', 'item', 'items'),
    schema['uniqueItems'] === true ? html`unique items` : undefined,
    restOfTuple(schema),
    each(schema),
    count(schema, 'minProperties', 'maxProperties', 'field', 'fields'),
    schema['type'] === 'string' ? quoted('encoded as', schema['contentEncoding']) : undefined,
    'default' in schema ? html`default ${literal(schema['default'] ?? null)}` : undefined,
    schema['deprecated'] === true ? html`deprecated` : undefined,
    furtherRules.some((keyword) => keyword in schema) && !isNothing(schema)
      ? html`further rules in the <a href="#contract">AsyncAPI document</a>`
      : undefined,
  ];
  return [...bounds.filter((bound) => bound !== undefined), ...boundsOfParts(schema)];
}

/** Describes the constraints of unnamed parts, which have no entry of their own. */
function boundsOfParts(schema: JsonObject): Html[] {
  const unnamed = (keyword: string) => arrayAt(schema, keyword).filter((part) => isObject(part) && !isReference(part));
  const alternatives = [...unnamed('oneOf'), ...unnamed('anyOf')].filter(isObject).map((part) => {
    const bounds = boundsInWords(part);
    return bounds.length === 0 ? undefined : html`${String(part['type'] ?? 'one alternative')}: ${join(bounds, ', ')}`;
  });
  return [
    ...unnamed('allOf').filter(isObject).flatMap(boundsInWords),
    ...alternatives.filter((alternative) => alternative !== undefined),
  ];
}

/** Keywords without a short description. */
const furtherRules = ['not', 'if', 'contains', 'propertyNames', 'dependencies'];

/** Renders a value as JSON. */
export function literal(value: Json): Html {
  return html`<code>${JSON.stringify(value)}</code>`;
}

function quoted(before: string, value: Json | undefined): Html | undefined {
  return typeof value === 'string' ? html`${before} <code>${value}</code>` : undefined;
}

function oneOf(values: Json[]): Html | undefined {
  if (values.length === 0) return undefined;
  const listed = join(values.map(literal), ', ');
  return values.length === 1 ? html`always ${listed}` : html`one of ${listed}`;
}

function count(schema: JsonObject, minimum: string, maximum: string, one: string, many: string): Html | undefined {
  const least = numberAt(schema, minimum) || undefined;
  const most = numberAt(schema, maximum);
  const noun = (number: number) => (number === 1 ? one : many);
  if (least !== undefined && least === most) return html`exactly ${figure(least)} ${noun(least)}`;
  if (least !== undefined && most !== undefined) return html`${figure(least)} to ${figure(most)} ${noun(most)}`;
  if (least !== undefined) return html`at least ${figure(least)} ${noun(least)}`;
  return most === undefined ? undefined : html`at most ${figure(most)} ${noun(most)}`;
}

function range(schema: JsonObject): Html | undefined {
  const least = numberAt(schema, 'minimum');
  const most = numberAt(schema, 'maximum');
  const above = numberAt(schema, 'exclusiveMinimum');
  const below = numberAt(schema, 'exclusiveMaximum');
  if (least !== undefined && most !== undefined && above === undefined && below === undefined) {
    return html`${figure(least)} to ${figure(most)}`;
  }
  const words = [
    least === undefined ? undefined : `at least ${figure(least)}`,
    above === undefined ? undefined : `more than ${figure(above)}`,
    most === undefined ? undefined : `at most ${figure(most)}`,
    below === undefined ? undefined : `less than ${figure(below)}`,
  ];
  const said = words.filter((word) => word !== undefined);
  return said.length === 0 ? undefined : html`${said.join(', ')}`;
}

/** Describes the constraints of each array item or each map value. */
function each(schema: JsonObject): Html | undefined {
  const { items, additionalProperties: values } = schema;
  const item = isObject(items) ? items : isObject(values) ? values : undefined;
  const bounds = item === undefined || '$ref' in item ? [] : boundsInWords(item);
  return bounds.length === 0 ? undefined : html`each ${join(bounds, ', ')}`;
}

function restOfTuple(schema: JsonObject): Html | undefined {
  return Array.isArray(schema['items']) && schema['additionalItems'] === false ? html`no further items` : undefined;
}

function isNothing(schema: JsonObject): boolean {
  return isObject(schema['not']) && Object.keys(schema['not']).length === 0;
}

function numberAt(schema: JsonObject, keyword: string): number | undefined {
  const value = schema[keyword];
  return typeof value === 'number' ? value : undefined;
}

/** Formats a number with a comma between thousands. The result of `toLocaleString` would depend on the machine. */
function figure(number: number): string {
  return Number.isSafeInteger(number) ? String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',') : String(number);
}
