import type { Json, JsonObject } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';

/** A `{name.path}` of a template, and what stood in its place. */
export interface Reference {
  readonly path: string;
  readonly value: Json;
}

/** A value that a template spells out, and what stood in its place: nothing, where there was no such field. */
export interface StandIn {
  /** The name of the field. */
  readonly field: string;
  readonly path: readonly string[];
  readonly literal: Json;
  readonly actual: Json | undefined;
}

export interface TemplateMatch {
  readonly references: readonly Reference[];
  readonly standIns: readonly StandIn[];
}

const reference = /\{([A-Za-z][\w]*(?:\.[\w-]+)*)\}/g;

/**
 * Reads a value the way a template is filled in, backwards: what each `{name.path}` must have stood for, and what stands
 * where the template spells a value out, which need not be the same. Fields the template does not name are not looked at.
 * Answers `undefined` when the value has not the form of the template.
 */
export function matchTemplate(template: Json, value: Json | undefined): TemplateMatch | undefined {
  const references: Reference[] = [];
  const standIns: StandIn[] = [];

  const match = (part: Json, actual: Json | undefined, path: readonly string[]): boolean => {
    if (typeof part === 'string' && hasTemplate(part)) return matchText(part, actual);
    if (!hasTemplate(part) && !(isObject(part) && Object.keys(part).length > 0)) {
      standIns.push({ field: path.at(-1) ?? '', path, literal: part, actual });
      return true;
    }
    if (Array.isArray(part)) {
      return (
        Array.isArray(actual) &&
        actual.length === part.length &&
        part.every((item, index) => match(item, actual[index], [...path, String(index)]))
      );
    }
    if (!isObject(part) || !isObject(actual)) return false;
    return Object.entries(part).every(([name, item]) =>
      match(item, Object.hasOwn(actual, name) ? actual[name] : undefined, [...path, name]),
    );
  };

  const matchText = (text: string, actual: Json | undefined): boolean => {
    if (actual === undefined) return false;
    const [whole] = wholeReference(text);
    if (whole !== undefined) {
      references.push({ path: whole, value: actual });
      return true;
    }
    if (typeof actual !== 'string') return false;
    const names = [...text.matchAll(reference)].map((found) => found[1] ?? '');
    const values = new RegExp(`^${text.split(reference).map(patternPart).join('')}$`, 'us').exec(actual);
    if (!values) return false;
    names.forEach((path, index) => {
      references.push({ path, value: values[index + 1] ?? '' });
    });
    return true;
  };

  return match(template, value, []) ? { references, standIns } : undefined;
}

/**
 * A template with what its references stand for in it, as far as `lookUp` knows it: what is not known is left out. Values
 * that it spells out are replaced by those that stood in for them.
 */
export function fillKnown(
  template: Json,
  lookUp: (path: string) => Json | undefined,
  standIns: readonly StandIn[],
  field = '',
): Json | undefined {
  if (typeof template === 'string' && hasTemplate(template)) {
    const [whole] = wholeReference(template);
    if (whole !== undefined) return lookUp(whole);
    const isKnown = [...template.matchAll(reference)].every((found) => lookUp(found[1] ?? '') !== undefined);
    return isKnown ? template.replaceAll(reference, (_, path: string) => String(lookUp(path))) : undefined;
  }
  const standIn = standIns.find((candidate) => standsFor(candidate, template, field));
  if (standIn) return standIn.actual;
  if (Array.isArray(template)) {
    return template.flatMap((item) => {
      const filled = fillKnown(item, lookUp, standIns);
      return filled === undefined ? [] : [filled];
    });
  }
  if (!isObject(template)) return template;
  const filled: JsonObject = {};
  for (const [name, item] of Object.entries(template)) {
    const value = fillKnown(item, lookUp, standIns, name);
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}

/** The paths of all references in a template. */
export function referencesIn(template: Json): string[] {
  return [...JSON.stringify(template).matchAll(reference)].map((found) => found[1] ?? '');
}

/** The references in a template that are a whole value, and where they stand in it. */
export function wholeReferences(
  template: Json,
  place: readonly string[] = [],
): { place: readonly string[]; path: string }[] {
  if (typeof template === 'string') return wholeReference(template).map((path) => ({ place, path }));
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([name, item]) => wholeReferences(item, [...place, name]));
}

/** A value of one field is the same thing in a field of the same name; a text that somebody wrote is in any. */
function standsFor({ field, literal }: StandIn, template: Json, templateField: string): boolean {
  if (!isEqual(literal, template)) return false;
  return field === templateField || (typeof literal === 'string' && literal !== '');
}

function hasTemplate(value: Json): boolean {
  return typeof value === 'string' ? value.search(reference) >= 0 : referencesIn(value).length > 0;
}

/** The path of a template that is one reference and nothing else; such a one keeps the type of the value. */
function wholeReference(text: string): string[] {
  const path = /^\{([A-Za-z][\w]*(?:\.[\w-]+)*)\}$/.exec(text)?.[1];
  return path === undefined ? [] : [path];
}

/** Of a text split at its references, every second part is the path of one. */
function patternPart(part: string, index: number): string {
  return index % 2 === 1 ? '(.+?)' : part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
