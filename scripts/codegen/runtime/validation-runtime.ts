/** A violation of a schema. `path` is a JSON Pointer (RFC 6901) into the data. */
export interface Problem {
  path: string;
  message: string;
}

/** Checks data against one schema of the contract. */
export interface Validator<T> {
  readonly typeName: string;
  /** True when the data is a `T`. */
  is(data: unknown): data is T;
  /** Returns the violations of the first invalid field; empty when the data is a `T`. */
  problems(data: unknown): Problem[];
}

/** The fields of Ajv's error object that this module reads. */
interface CompiledError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

/** A validation function compiled by Ajv, which stores its errors in a property of the function. */
export interface CompiledCheck {
  (data: unknown): boolean;
  errors?: CompiledError[] | null;
}

/** Creates a validator from a compiled check. */
export function validator<T>(typeName: string, check: CompiledCheck): Validator<T> {
  return {
    typeName,
    is: (data): data is T => check(data),
    problems: (data) => (check(data) ? [] : (check.errors ?? []).map(toProblem)),
  };
}

function toProblem({ instancePath, keyword, params, message = 'is wrong' }: CompiledError): Problem {
  // Ajv reports a missing or unknown field at its parent object. Callers look for the path of the field itself.
  if (keyword === 'required')
    return { path: `${instancePath}/${token(params['missingProperty'])}`, message: 'is required' };
  if (keyword === 'additionalProperties') {
    return { path: `${instancePath}/${token(params['additionalProperty'])}`, message: 'is not a known field' };
  }
  if (keyword === 'enum') {
    const allowed = params['allowedValues'];
    return {
      path: instancePath,
      message: `must be one of ${Array.isArray(allowed) ? allowed.map(inWords).join(', ') : 'the listed values'}`,
    };
  }
  return { path: instancePath, message };
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function token(name: unknown): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

const highSurrogate = /[\ud800-\udbff]/;

/** Returns the length of a string in Unicode code points, as JSON Schema counts it. */
export function codePointLength(text: string): number {
  // Fast path: most strings have no surrogate pairs.
  if (!highSurrogate.test(text)) return text.length;
  let length = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    if (isHighSurrogate(text.charCodeAt(index)) && isLowSurrogate(text.charCodeAt(index + 1))) {
      length -= 1;
      index += 1;
    }
  }
  return length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Returns true when two JSON values are equal. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const leftEntries = Object.entries(left);
  const rightValues = new Map(Object.entries(right));
  return (
    leftEntries.length === rightValues.size &&
    leftEntries.every(([key, value]) => rightValues.has(key) && isEqual(value, rightValues.get(key)))
  );
}

/** RFC 3339 times in UTC that are valid without a check of the calendar or of leap seconds: days 1 to 28. */
const plainMoment = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** Wraps the check of the format `date-time` with a fast path for common times. The result is the same. */
export function quickDateTime<Check extends { validate(text: string): boolean }>(check: Check): Check {
  return { ...check, validate: (text: string) => plainMoment.test(text) || check.validate(text) };
}
