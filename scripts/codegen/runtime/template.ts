/** The values that templates refer to, by name. */
export type Scope = Record<string, unknown>;

const reference = /\{([A-Za-z][\w]*(?:\.[\w-]+)*)\}/g;

/** Copies a value and replaces each `{name.path}` in its strings. A string that is a single template keeps the type. */
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
  if (value === undefined) throw new Error(`The template {${path}} has no value`);
  return value;
}

/** Describes the first place where a value lacks something of the expectation; `undefined` when it lacks nothing. */
export function mismatch(value: unknown, expected: unknown, path = ''): string | undefined {
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(value, expected)
      ? undefined
      : `${path || 'it'} is ${JSON.stringify(value)}, not ${JSON.stringify(expected)}`;
  }
  if (typeof value !== 'object' || value === null) return `${path || 'it'} is ${JSON.stringify(value)}`;
  if (Array.isArray(expected) && (!Array.isArray(value) || value.length !== expected.length)) {
    return `${path || 'it'} does not have ${expected.length} items`;
  }
  for (const [key, item] of Object.entries(expected)) {
    const found = mismatch(Object(value)[key], item, `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
