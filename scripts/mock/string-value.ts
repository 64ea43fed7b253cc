import fc from 'fast-check';
import type { Schema } from '../codegen/contract.js';
import type { Random } from './random.js';

const words = ['alpha', 'bravo', 'delta', 'echo', 'kilo', 'lima', 'oscar', 'sierra', 'tango', 'victor'];
/** Short strings of many forms, which are preferred to strings that are generated from a pattern. */
const common = [
  ...words,
  'Alpha',
  'ALPHA',
  'a',
  'A',
  '1',
  '42',
  '2026',
  'a1',
  'A1',
  '1.0.0',
  '#336699',
  '+491701234567',
];
/** How many strings are generated for a pattern; some may not fit the schema's length. */
const stringTries = 60;

/** Generators of strings by format (JSON Schema validation, draft 7, section 7.3). */
const byFormat: Readonly<Record<string, (random: Random) => string>> = {
  'date-time': (random) => moment(random),
  'iso-date-time': (random) => moment(random),
  date: (random) => moment(random).slice(0, 10),
  time: (random) => moment(random).slice(11),
  'iso-time': (random) => moment(random).slice(11),
  duration: (random) => `PT${random.integer(1, 59)}M`,
  email: (random) => `${random.pick(words)}@example.com`,
  hostname: (random) => `${random.pick(words)}.example.com`,
  ipv4: (random) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: (random) => `2001:db8::${random.integer(1, 9999)}`,
  uri: (random) => `https://example.com/${random.pick(words)}`,
  url: (random) => `https://example.com/${random.pick(words)}`,
  'uri-reference': (random) => `/${random.pick(words)}`,
  'uri-template': (random) => `/${random.pick(words)}/{id}`,
  uuid: (random) => `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
  'json-pointer': (random) => `/${random.pick(words)}`,
  'relative-json-pointer': (random) => `1/${random.pick(words)}`,
  regex: () => '^[a-z]+$',
  byte: (random) => Buffer.from(random.pick(words)).toString('base64'),
};

/** Generates a string for a schema. @throws Error when no string could be generated for its pattern. */
export function stringValue(schema: Schema, random: Random): string {
  const { minLength = 0, maxLength, pattern, format } = schema;
  const least = Number(minLength);
  const most = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
  const formatted = typeof format === 'string' ? byFormat[format]?.(random) : undefined;
  const fits = (text: string) => text.length >= least && text.length <= most;
  if (typeof pattern === 'string') return patterned(new RegExp(pattern, 'u'), fits, formatted, random);
  return formatted ?? sized(least, most, random);
}

function patterned(pattern: RegExp, fits: (text: string) => boolean, formatted: string | undefined, random: Random) {
  const usual = [...(formatted === undefined ? [] : [formatted]), random.pick(words), ...common];
  const found = usual.find((text) => pattern.test(text) && fits(text));
  if (found !== undefined) return found;
  const generated = fc
    .sample(fc.stringMatching(pattern), { seed: random.integer(0, 2 ** 30), numRuns: stringTries })
    // An unanchored pattern matches anywhere in a string; the matching part alone is the simplest string.
    .flatMap((text) => [pattern.exec(text)?.[0] ?? text, text])
    .find((text) => pattern.test(text) && fits(text));
  if (generated === undefined)
    throw new Error(`no string could be generated that matches ${pattern} and has a valid length`);
  return generated;
}

function sized(least: number, most: number, random: Random): string {
  let text = random.pick(words);
  while (text.length < least) text += ` ${random.pick(words)}`;
  return text.length <= most ? text : text.slice(0, most);
}

/** Generates a time in the year 2026 (RFC 3339, UTC). */
function moment(random: Random): string {
  return new Date(Date.UTC(2026, 0, 1) + random.integer(0, 31_535_999) * 1_000).toISOString();
}
