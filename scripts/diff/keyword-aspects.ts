import { compareAnnotation, compareDefault, compareIdempotencyKey } from './compare-annotations.js';
import { compareCount, compareRange } from './compare-bounds.js';
import {
  compareCondition,
  compareContains,
  compareFormat,
  compareMultipleOf,
  compareNot,
  compareOpaque,
  compareUniqueItems,
} from './compare-constraints.js';
import { compareFields } from './compare-fields.js';
import { compareItems } from './compare-items.js';
import { compareDependencies, comparePropertyNames } from './compare-object-constraints.js';
import { compareType } from './compare-type.js';
import { type Kind, kinds } from './kinds.js';
import type { Found, Scope } from './scope.js';

/** The comparison of one keyword, or of several keywords that depend on each other. */
export interface Aspect {
  /** The kinds of value that the keywords constrain. */
  kinds: readonly Kind[];
  compare(scope: Scope): Found[];
}

const numbers: readonly Kind[] = ['integer', 'fraction'];

const fields: Aspect = { kinds: ['object'], compare: compareFields };
const items: Aspect = { kinds: ['array'], compare: compareItems };
const upperBound: Aspect = { kinds: numbers, compare: compareRange('maximum', 'exclusiveMaximum', 'maximum') };
const lowerBound: Aspect = { kinds: numbers, compare: compareRange('minimum', 'exclusiveMinimum', 'minimum') };
const condition: Aspect = { kinds, compare: compareCondition };
const type: Aspect = { kinds, compare: compareType };

/** Keywords for combinations, references and enumerations, which are handled separately. */
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

/** The comparisons of the keywords in JSON Schema draft-07 that constrain values. */
export const constraintKeywords = new Map<string, Aspect>([
  ['type', type],
  ['nullable', type],
  ['multipleOf', { kinds: numbers, compare: compareMultipleOf }],
  ['maximum', upperBound],
  ['exclusiveMaximum', upperBound],
  ['minimum', lowerBound],
  ['exclusiveMinimum', lowerBound],
  ['maxLength', { kinds: ['string'], compare: compareCount('maxLength', 'maximum') }],
  ['minLength', { kinds: ['string'], compare: compareCount('minLength', 'minimum') }],
  ['pattern', { kinds: ['string'], compare: compareOpaque('pattern') }],
  ['format', { kinds: ['string', ...numbers], compare: compareFormat }],
  ['contentEncoding', { kinds: ['string'], compare: compareOpaque('contentEncoding') }],
  ['contentMediaType', { kinds: ['string'], compare: compareOpaque('contentMediaType') }],
  ['items', items],
  ['additionalItems', items],
  ['maxItems', { kinds: ['array'], compare: compareCount('maxItems', 'maximum') }],
  ['minItems', { kinds: ['array'], compare: compareCount('minItems', 'minimum') }],
  ['uniqueItems', { kinds: ['array'], compare: compareUniqueItems }],
  ['contains', { kinds: ['array'], compare: compareContains }],
  ['properties', fields],
  ['required', fields],
  ['patternProperties', fields],
  ['additionalProperties', fields],
  ['maxProperties', { kinds: ['object'], compare: compareCount('maxProperties', 'maximum') }],
  ['minProperties', { kinds: ['object'], compare: compareCount('minProperties', 'minimum') }],
  ['dependencies', { kinds: ['object'], compare: compareDependencies }],
  ['propertyNames', { kinds: ['object'], compare: comparePropertyNames }],
  ['if', condition],
  ['then', condition],
  ['else', condition],
  ['not', { kinds, compare: compareNot }],
]);

/** Keywords that only people read. */
export const annotationKeywords = new Set([
  ...['title', 'description', 'examples', '$comment', 'readOnly', 'writeOnly', 'deprecated'],
  ...['discriminator', 'externalDocs'],
]);

/** The comparisons of annotations. Unknown keywords are compared like these. */
export const annotations = new Map<string, (scope: Scope) => Found[]>([
  ['default', compareDefault],
  ['x-socketio-idempotency-key', compareIdempotencyKey],
  ...[...annotationKeywords].map((keyword): [string, (scope: Scope) => Found[]] => [
    keyword,
    compareAnnotation(keyword),
  ]),
]);
