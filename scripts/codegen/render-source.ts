/** Type imports from one module, or nothing. */
export function importTypes(names: Iterable<string>, module: string): string {
  const sorted = [...new Set(names)].sort();
  return sorted.length === 0 ? '' : `import type { ${sorted.join(', ')} } from '${module}';`;
}

/** A string as a TypeScript literal. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** An object literal of `key: value` lines, both already TypeScript. */
export function objectLiteral(entries: Iterable<readonly [key: string, value: string]>): string {
  return `{\n${[...entries].map(([key, value]) => `${literal(key)}: ${value},`).join('\n')}\n}`;
}
