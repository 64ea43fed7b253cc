import { compareCount, compareRange } from './compare-bounds.js';
import {
  compareCondition,
  compareContains,
  compareFormat,
  compareMultipleOf,
  compareNot,
  compareOpaque,
  compareUniqueItems,
} from './compare-demands.js';
import { compareFields } from './compare-fields.js';
import { compareItems } from './compare-items.js';
import { compareDependencies, comparePropertyNames } from './compare-object-demands.js';
import { compareType } from './compare-type.js';
import { compareDefault, compareIdempotencyKey, compareWords } from './compare-words.js';
import { type Kind, kinds } from './kinds.js';
import type { Found, Scope } from './scope.js';

/** What one keyword, or several that only together say something, ask of a value. */
export interface Aspect {
  /** The kinds of value that it says something about. */
  kinds: readonly Kind[];
  compare(scope: Scope): Found[];
}

const numbers: readonly Kind[] = ['integer', 'fraction'];

const fields: Aspect = { kinds: ['object'], compare: compareFields };
const items: Aspect = { kinds: ['array'], compare: compareItems };
const upperBound: Aspect = { kinds: numbers, compare: compareRange('maximum', 'exclusiveMaximum', 'most') };
const lowerBound: Aspect = { kinds: numbers, compare: compareRange('minimum', 'exclusiveMinimum', 'least') };
const condition: Aspect = { kinds, compare: compareCondition };
const type: Aspect = { kinds, compare: compareType };

/** How schemas are put together, and the values that are listed: both are seen to before any keyword is compared. */
export const composition = new Set([
  '$id',
  '$schema',
  '$ref',
  'definitions',
  'allOf',
  'anyOf',
  'oneOf',
  'enum',
  'const',
]);

/** What each keyword of JSON Schema draft-07 that asks something of a value is compared by. */
export const demands = new Map<string, Aspect>([
  ['type', type],
  ['nullable', type],
  ['multipleOf', { kinds: numbers, compare: compareMultipleOf }],
  ['maximum', upperBound],
  ['exclusiveMaximum', upperBound],
  ['minimum', lowerBound],
  ['exclusiveMinimum', lowerBound],
  ['maxLength', { kinds: ['string'], compare: compareCount('maxLength', 'most') }],
  ['minLength', { kinds: ['string'], compare: compareCount('minLength', 'least') }],
  ['pattern', { kinds: ['string'], compare: compareOpaque('pattern') }],
  ['format', { kinds: ['string', ...numbers], compare: compareFormat }],
  ['contentEncoding', { kinds: ['string'], compare: compareOpaque('contentEncoding') }],
  ['contentMediaType', { kinds: ['string'], compare: compareOpaque('contentMediaType') }],
  ['items', items],
  ['additionalItems', items],
  ['maxItems', { kinds: ['array'], compare: compareCount('maxItems', 'most') }],
  ['minItems', { kinds: ['array'], compare: compareCount('minItems', 'least') }],
  ['uniqueItems', { kinds: ['array'], compare: compareUniqueItems }],
  ['contains', { kinds: ['array'], compare: compareContains }],
  ['properties', fields],
  ['required', fields],
  ['patternProperties', fields],
  ['additionalProperties', fields],
  ['maxProperties', { kinds: ['object'], compare: compareCount('maxProperties', 'most') }],
  ['minProperties', { kinds: ['object'], compare: compareCount('minProperties', 'least') }],
  ['dependencies', { kinds: ['object'], compare: compareDependencies }],
  ['propertyNames', { kinds: ['object'], compare: comparePropertyNames }],
  ['if', condition],
  ['then', condition],
  ['else', condition],
  ['not', { kinds, compare: compareNot }],
]);

/** Keywords that only people read. */
export const wordKeywords = new Set([
  ...['title', 'description', 'examples', '$comment', 'readOnly', 'writeOnly', 'deprecated'],
  ...['discriminator', 'externalDocs'],
]);

/** What each keyword is compared by that asks nothing of a value. Any keyword that is unknown is only words. */
export const annotations = new Map<string, (scope: Scope) => Found[]>([
  ['default', compareDefault],
  ['x-socketio-idempotency-key', compareIdempotencyKey],
  ...[...wordKeywords].map((keyword): [string, (scope: Scope) => Found[]] => [keyword, compareWords(keyword)]),
]);
