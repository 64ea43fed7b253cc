import type { Json } from '../contract.js';

/** What fits beside the text on a wide screen, in characters. */
export const lineWidth = 56;

/** A value as a JavaScript programmer would write it, in one line when it fits behind `column` characters. */
export function jsLiteral(value: Json, column = 0, indent = ''): string {
  const line = inOneLine(value);
  if (column + line.length <= lineWidth || typeof value !== 'object' || value === null) return line;
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

/** A string in single quotes. */
export function jsString(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}

/** `value.name`, or `value['name']` where the name is no identifier. */
export function jsMember(value: string, name: string): string {
  return isIdentifier(name) ? `${value}.${name}` : `${value}[${jsString(name)}]`;
}

function inOneLine(value: Json): string {
  if (typeof value === 'string') return jsString(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${jsKey(key)}: ${inOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function jsKey(name: string): string {
  // In a literal, `__proto__: x` would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return isIdentifier(name) ? name : jsString(name);
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name);
}
