/** What the names in templates stand for. */
export type Scope = Record<string, unknown>;

const reference = /\{([A-Za-z][\w]*(?:\.[\w-]+)*)\}/g;

/** A copy of the value with each `{name.path}` in its strings replaced; a string that is only one keeps the type. */
export function fill(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') {
    const whole = /^\{([^{}]+)\}$/.exec(value)?.[1];
    if (whole !== undefined) return lookUp(whole, scope);
    return value.replaceAll(reference, (_, path: string) => String(lookUp(path, scope)));
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, scope));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, scope)]));
  }
  return value;
}

function lookUp(path: string, scope: Scope): unknown {
  let value: unknown = scope;
  for (const name of path.split('.')) value = Object.hasOwn(Object(value), name) ? Object(value)[name] : undefined;
  if (value === undefined) throw new Error(`The template {${path}} stands for nothing`);
  return value;
}

/** Where a value lacks something that the expectation names, in words; `undefined` when it lacks nothing. */
export function mismatch(value: unknown, expected: unknown, path = ''): string | undefined {
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(value, expected)
      ? undefined
      : `${path || 'it'} is ${JSON.stringify(value)}, not ${JSON.stringify(expected)}`;
  }
  if (typeof value !== 'object' || value === null) return `${path || 'it'} is ${JSON.stringify(value)}`;
  if (Array.isArray(expected) && (!Array.isArray(value) || value.length !== expected.length)) {
    return `${path || 'it'} has not ${expected.length} items`;
  }
  for (const [key, item] of Object.entries(expected)) {
    const found = mismatch(Object(value)[key], item, `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
