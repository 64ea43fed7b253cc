import type { Json } from '../contract.js';

/** Maximum length of a code line, in characters, that fits beside the text on a wide screen. */
export const lineWidth = 56;

/** A JavaScript expression, which `jsLiteral` prints unchanged. */
export class JsExpression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A JSON value whose parts may be JavaScript expressions. */
export type JsValue = Json | JsExpression | JsValue[] | { [key: string]: JsValue };

/** Prints a value as JavaScript: on one line if the line fits after `column` characters, else on several lines. */
export function jsLiteral(value: JsValue, column = 0, indent = ''): string {
  const line = inOneLine(value);
  if (column + line.length <= lineWidth || !isContainer(value)) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return line;
    return `[\n${value.map((item) => `${inner}${jsLiteral(item, inner.length, inner)},\n`).join('')}${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => {
    const start = `${inner}${jsKey(key)}: `;
    return `${start}${jsLiteral(item, start.length, inner)},\n`;
  });
  return entries.length === 0 ? line : `{\n${entries.join('')}${indent}}`;
}

/** Prints a string in single quotes. */
export function jsString(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}

/** Prints a property access: `value.name`, or `value['name']` if the name is not an identifier. */
export function jsMember(value: string, name: string): string {
  return isIdentifier(name) ? `${value}.${name}` : `${value}[${jsString(name)}]`;
}

function inOneLine(value: JsValue): string {
  if (value instanceof JsExpression) return value.text;
  if (typeof value === 'string') return jsString(value);
  if (!isContainer(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${jsKey(key)}: ${inOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function isContainer(value: JsValue): value is JsValue[] | { [key: string]: JsValue } {
  return typeof value === 'object' && value !== null && !(value instanceof JsExpression);
}

function jsKey(name: string): string {
  // In an object literal, `__proto__: x` sets the prototype instead of a property.
  if (name === '__proto__') return "['__proto__']";
  return isIdentifier(name) ? name : jsString(name);
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name);
}
