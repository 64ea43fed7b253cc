/** Renders a type import from one module, or an empty string without names. */
export function importTypes(names: Iterable<string>, module: string): string {
  const sorted = [...new Set(names)].sort();
  return sorted.length === 0 ? '' : `import type { ${sorted.join(', ')} } from '${module}';`;
}

/** Renders a string as a TypeScript literal. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** Renders an object literal of `key: value` lines; the values are TypeScript expressions. */
export function objectLiteral(entries: Iterable<readonly [key: string, value: string]>): string {
  return `{\n${[...entries].map(([key, value]) => `${literal(key)}: ${value},`).join('\n')}\n}`;
}
