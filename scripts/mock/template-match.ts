import type { Json, JsonObject } from '../codegen/contract.js';
import { isObject } from '../codegen/json.js';
import { isEqual } from '../codegen/runtime/validation-runtime.js';

/** A `{name.path}` in a template, and the value in its place. */
export interface Reference {
  readonly path: string;
  readonly value: Json;
}

/** A literal value in a template, and the value in its place; `undefined` when the field was missing. */
export interface LiteralMatch {
  /** The name of the field. */
  readonly field: string;
  readonly path: readonly string[];
  readonly literal: Json;
  readonly actual: Json | undefined;
}

export interface TemplateMatch {
  readonly references: readonly Reference[];
  readonly literals: readonly LiteralMatch[];
}

const reference = /\{([A-Za-z][\w]*(?:\.[\w-]+)*)\}/g;

/**
 * Matches a value with a template: returns the value of each `{name.path}`, and for each literal the value in its
 * place, which may differ from the literal. Fields that the template does not name are ignored. Returns `undefined`
 * when the value does not have the form of the template.
 */
export function matchTemplate(template: Json, value: Json | undefined): TemplateMatch | undefined {
  const references: Reference[] = [];
  const literals: LiteralMatch[] = [];

  const match = (part: Json, actual: Json | undefined, path: readonly string[]): boolean => {
    if (typeof part === 'string' && hasTemplate(part)) return matchText(part, actual);
    if (!hasTemplate(part) && !(isObject(part) && Object.keys(part).length > 0)) {
      literals.push({ field: path.at(-1) ?? '', path, literal: part, actual });
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

  return match(template, value, []) ? { references, literals } : undefined;
}

/**
 * Fills in a template as far as `lookUp` knows the values; parts without a value are left out. Literals are replaced by
 * the values in `literals`.
 */
export function fillKnown(
  template: Json,
  lookUp: (path: string) => Json | undefined,
  literals: readonly LiteralMatch[],
  field = '',
): Json | undefined {
  if (typeof template === 'string' && hasTemplate(template)) {
    const [whole] = wholeReference(template);
    if (whole !== undefined) return lookUp(whole);
    const isKnown = [...template.matchAll(reference)].every((found) => lookUp(found[1] ?? '') !== undefined);
    return isKnown ? template.replaceAll(reference, (_, path: string) => String(lookUp(path))) : undefined;
  }
  const literalMatch = literals.find((candidate) => isSameLiteral(candidate, template, field));
  if (literalMatch) return literalMatch.actual;
  if (Array.isArray(template)) {
    return template.flatMap((item) => {
      const filled = fillKnown(item, lookUp, literals);
      return filled === undefined ? [] : [filled];
    });
  }
  if (!isObject(template)) return template;
  const filled: JsonObject = {};
  for (const [name, item] of Object.entries(template)) {
    const value = fillKnown(item, lookUp, literals, name);
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}

/** Returns the paths of all references in a template. */
export function referencesIn(template: Json): string[] {
  return [...JSON.stringify(template).matchAll(reference)].map((found) => found[1] ?? '');
}

/** Returns the references that are a whole string, with their positions in the template. */
export function wholeReferences(
  template: Json,
  place: readonly string[] = [],
): { place: readonly string[]; path: string }[] {
  if (typeof template === 'string') return wholeReference(template).map((path) => ({ place, path }));
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([name, item]) => wholeReferences(item, [...place, name]));
}

/** Compares literals: equal values count as the same thing in fields of the same name, equal strings in any field. */
function isSameLiteral({ field, literal }: LiteralMatch, template: Json, templateField: string): boolean {
  if (!isEqual(literal, template)) return false;
  return field === templateField || (typeof literal === 'string' && literal !== '');
}

function hasTemplate(value: Json): boolean {
  return typeof value === 'string' ? value.search(reference) >= 0 : referencesIn(value).length > 0;
}

/** Returns the path of a string that is a single reference; such a reference keeps the type of the value. */
function wholeReference(text: string): string[] {
  const path = /^\{([A-Za-z][\w]*(?:\.[\w-]+)*)\}$/.exec(text)?.[1];
  return path === undefined ? [] : [path];
}

/** Returns a regular expression for a part; in a text split at its references, every second part is a reference. */
function patternPart(part: string, index: number): string {
  return index % 2 === 1 ? '(.+?)' : part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
