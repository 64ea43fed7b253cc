import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from '../codegen/contract.js';

/** How many characters beyond the minimum a string gets when its schema sets no maximum. */
const growth = 40;

const seconds = fc.integer({ min: 0, max: 4_102_444_800 }).map((value) => new Date(value * 1_000).toISOString());

/** Generators of strings by format (JSON Schema validation, draft 7, section 7.3). */
const byFormat: Readonly<Record<string, Arbitrary<string>>> = {
  'date-time': seconds,
  date: seconds.map((text) => text.slice(0, 10)),
  time: seconds.map((text) => text.slice(11)),
  email: fc.emailAddress(),
  hostname: fc.domain(),
  ipv4: fc.ipV4(),
  ipv6: fc.ipV6(),
  // Getters, because fast-check takes about a second to prepare URLs, and few commands and documents need them.
  get uri() {
    return fc.webUrl();
  },
  get 'uri-reference'() {
    return fc.webPath();
  },
  get url() {
    return fc.webUrl();
  },
  uuid: fc.uuid(),
};

/** Returns a generator of strings for a schema of type string. */
export function stringArbitrary(schema: Schema): Arbitrary<string> {
  const { minLength = 0, maxLength, pattern, format } = schema;
  const least = Number(minLength);
  const most = typeof maxLength === 'number' ? maxLength : least + growth;
  const formatted = typeof format === 'string' ? byFormat[format] : undefined;
  if (formatted) return formatted;
  const text = fc.string({ unit: 'binary', minLength: least, maxLength: Math.min(most, least + growth) });
  if (typeof pattern !== 'string') return text;
  const expression = new RegExp(pattern, 'u');
  // If ordinary strings match the pattern, they are used: strings generated from a pattern look less natural.
  const isUsual = fc.sample(text, { seed: 1, numRuns: 50 }).every((sample) => expression.test(sample));
  return isUsual ? text : fc.stringMatching(expression, { maxLength: most });
}
