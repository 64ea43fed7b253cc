import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import type { Json } from '../../../scripts/codegen/contract.js';
import type { Level } from '../../../scripts/diff/change.js';
import { annotations, composition, constraintKeywords } from '../../../scripts/diff/keyword-aspects.js';
import { worstOf } from './schema-changes.js';

type Answer = Level | 'none';
/** The expected levels for a payload of clients, and for a payload of the server. */
type Row = [title: string, old: Json, next: Json, request: Answer, reply: Answer];

const narrowed = ['breaking', 'compatible'] as const;
const widened = ['compatible', 'breaking'] as const;
const undecided = ['breaking', 'breaking'] as const;
const compatible = ['compatible', 'compatible'] as const;
const annotation = ['documentation', 'documentation'] as const;
const none = ['none', 'none'] as const;

const object = { type: 'object' };
const integers = { type: 'integer' };
const strings = { type: 'string' };

const rows: Record<string, Row[]> = {
  type: [
    ['added', {}, strings, ...narrowed],
    ['removed', strings, {}, ...widened],
    ['changed', strings, integers, ...undecided],
    ['integer to number', integers, { type: 'number' }, ...widened],
    ['number to integer', { type: 'number' }, integers, ...narrowed],
    ['null added', strings, { type: ['string', 'null'] }, ...widened],
    ['null removed', { type: ['null', 'string'] }, strings, ...narrowed],
    ['a list in another order', { type: ['null', 'string'] }, { type: ['string', 'null'] }, ...none],
    ['a list of one', strings, { type: ['string'] }, ...none],
  ],
  nullable: [
    ['added', { type: 'array' }, { type: 'array', nullable: true }, ...widened],
    ['written as a type', { type: ['array', 'null'] }, { type: 'array', nullable: true }, ...none],
  ],
  enum: [
    ['added', strings, { enum: ['a', 'b'] }, ...narrowed],
    ['removed', { enum: ['a', 'b'] }, strings, ...widened],
    ['value added', { enum: ['a'] }, { enum: ['a', 'b'] }, ...widened],
    ['value removed', { enum: ['a', 'b'] }, { enum: ['a'] }, ...narrowed],
    ['value renamed', { enum: ['a', 'b'] }, { enum: ['a', 'c'] }, ...undecided],
    ['in another order', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }, ...none],
    ['of objects, their fields in another order', { enum: [{ a: 1, b: 2 }] }, { enum: [{ b: 2, a: 1 }] }, ...none],
    ['beside a bound that it keeps', { enum: ['a'] }, { enum: ['a'], maxLength: 1 }, ...none],
    ['beside a bound that it breaks', { enum: ['a', 'bb'] }, { enum: ['a', 'bb'], maxLength: 1 }, ...narrowed],
    ['of other values than were allowed', { type: 'string', maxLength: 1 }, { enum: ['long'] }, ...undecided],
  ],
  const: [
    ['added', strings, { const: 'a' }, ...narrowed],
    ['removed', { const: 'a' }, strings, ...widened],
    ['changed', { const: 'a' }, { const: 'b' }, ...undecided],
    ['written as an enum', { const: 'a' }, { enum: ['a'] }, ...none],
    ['grown to an enum', { const: 'a' }, { enum: ['a', 'b'] }, ...widened],
    ['of a boolean', { type: 'boolean' }, { const: true }, ...narrowed],
    ['no longer of a boolean', { const: true }, { type: 'boolean' }, ...widened],
    ['both booleans, listed', { type: 'boolean' }, { enum: [true, false] }, ...none],
  ],
  multipleOf: [
    ['added', integers, { ...integers, multipleOf: 2 }, ...narrowed],
    ['removed', { ...integers, multipleOf: 2 }, integers, ...widened],
    ['to a multiple', { ...integers, multipleOf: 2 }, { ...integers, multipleOf: 6 }, ...narrowed],
    ['to a divisor', { ...integers, multipleOf: 6 }, { ...integers, multipleOf: 3 }, ...widened],
    ['to neither', { ...integers, multipleOf: 2 }, { ...integers, multipleOf: 3 }, ...undecided],
  ],
  maximum: [
    ['added', integers, { ...integers, maximum: 5 }, ...narrowed],
    ['removed', { ...integers, maximum: 5 }, integers, ...widened],
    ['lowered', { ...integers, maximum: 5 }, { ...integers, maximum: 4 }, ...narrowed],
    ['raised', { ...integers, maximum: 5 }, { ...integers, maximum: 6 }, ...widened],
  ],
  exclusiveMaximum: [
    ['added', { type: 'number' }, { type: 'number', exclusiveMaximum: 5 }, ...narrowed],
    ['removed', { type: 'number', exclusiveMaximum: 5 }, { type: 'number' }, ...widened],
    ['lowered', { type: 'number', exclusiveMaximum: 5 }, { type: 'number', exclusiveMaximum: 4 }, ...narrowed],
    ['raised', { type: 'number', exclusiveMaximum: 5 }, { type: 'number', exclusiveMaximum: 6 }, ...widened],
    ['to inclusive', { type: 'number', exclusiveMaximum: 5 }, { type: 'number', maximum: 5 }, ...widened],
    ['from inclusive', { type: 'number', maximum: 5 }, { type: 'number', exclusiveMaximum: 5 }, ...narrowed],
    ['of integers, written inclusive', { ...integers, exclusiveMaximum: 5 }, { ...integers, maximum: 4 }, ...none],
    ['of integers, to inclusive', { ...integers, exclusiveMaximum: 5 }, { ...integers, maximum: 5 }, ...widened],
    [
      'without effect beside a maximum',
      { type: 'number', maximum: 3 },
      { type: 'number', maximum: 3, exclusiveMaximum: 9 },
      ...none,
    ],
  ],
  minimum: [
    ['added', integers, { ...integers, minimum: 5 }, ...narrowed],
    ['removed', { ...integers, minimum: 5 }, integers, ...widened],
    ['raised', { ...integers, minimum: 5 }, { ...integers, minimum: 6 }, ...narrowed],
    ['lowered', { ...integers, minimum: 5 }, { ...integers, minimum: -4 }, ...widened],
  ],
  exclusiveMinimum: [
    ['added', { type: 'number' }, { type: 'number', exclusiveMinimum: 5 }, ...narrowed],
    ['removed', { type: 'number', exclusiveMinimum: 5 }, { type: 'number' }, ...widened],
    ['raised', { type: 'number', exclusiveMinimum: 5 }, { type: 'number', exclusiveMinimum: 6 }, ...narrowed],
    ['lowered', { type: 'number', exclusiveMinimum: 5 }, { type: 'number', exclusiveMinimum: 4 }, ...widened],
    ['of integers, written inclusive', { ...integers, exclusiveMinimum: 5 }, { ...integers, minimum: 6 }, ...none],
  ],
  maxLength: counts('maxLength', 'string', 'maximum'),
  minLength: counts('minLength', 'string', 'minimum'),
  maxItems: counts('maxItems', 'array', 'maximum'),
  minItems: counts('minItems', 'array', 'minimum'),
  maxProperties: counts('maxProperties', 'object', 'maximum'),
  minProperties: counts('minProperties', 'object', 'minimum'),
  pattern: opaque('pattern', '^a', '^b'),
  format: [
    ...opaque('format', 'date', 'email'),
    ['to a wider one', { ...integers, format: 'int32' }, { ...integers, format: 'int64' }, ...widened],
    ['to a narrower one', { ...integers, format: 'int64' }, { ...integers, format: 'int32' }, ...narrowed],
  ],
  contentEncoding: opaque('contentEncoding', 'base64', 'base64url'),
  contentMediaType: opaque('contentMediaType', 'image/png', 'image/jpeg'),
  items: [
    ['added', { type: 'array' }, { type: 'array', items: strings }, ...narrowed],
    ['removed', { type: 'array', items: strings }, { type: 'array' }, ...widened],
    ['narrowed', { type: 'array', items: {} }, { type: 'array', items: strings }, ...narrowed],
    ['widened', { type: 'array', items: integers }, { type: 'array', items: { type: 'number' } }, ...widened],
    ['of a tuple, narrowed', { type: 'array', items: [{}] }, { type: 'array', items: [strings] }, ...narrowed],
    [
      'of a tuple, position added',
      { type: 'array', items: [strings] },
      { type: 'array', items: [strings, strings] },
      ...narrowed,
    ],
    [
      'of a tuple, position removed',
      { type: 'array', items: [strings, strings] },
      { type: 'array', items: [strings] },
      ...widened,
    ],
    ['list to tuple', { type: 'array', items: strings }, { type: 'array', items: [strings, strings] }, ...widened],
    ['tuple to list', { type: 'array', items: [strings, strings] }, { type: 'array', items: strings }, ...narrowed],
  ],
  additionalItems: [
    ['added', { type: 'array', items: [{}] }, { type: 'array', items: [{}], additionalItems: false }, ...narrowed],
    ['removed', { type: 'array', items: [{}], additionalItems: strings }, { type: 'array', items: [{}] }, ...widened],
    [
      'without effect beside a list',
      { type: 'array', items: {} },
      { type: 'array', items: {}, additionalItems: false },
      ...none,
    ],
  ],
  uniqueItems: [
    ['added', { type: 'array' }, { type: 'array', uniqueItems: true }, ...narrowed],
    ['removed', { type: 'array', uniqueItems: true }, { type: 'array' }, ...widened],
    ['false', { type: 'array' }, { type: 'array', uniqueItems: false }, ...none],
  ],
  contains: constraint('contains', { type: 'array' }, integers, { type: 'number' }),
  required: [
    ['added', field('a', false), field('a', true), ...narrowed],
    ['removed', field('a', true), field('a', false), ...widened],
    ['of an undeclared field', object, { ...object, required: ['a'] }, ...narrowed],
    ['removed from an undeclared field', { ...object, required: ['a'] }, object, ...widened],
  ],
  properties: [
    ['optional field added', object, field('a', false), ...compatible],
    ['required field added', object, field('a', true), ...narrowed],
    ['optional field removed', field('a', false), object, ...undecided],
    ['required field removed', field('a', true), object, ...undecided],
    ['field renamed', field('a', false), field('b', false), ...undecided],
    [
      'field narrowed',
      { ...object, properties: { a: { type: 'number' } } },
      { ...object, properties: { a: integers } },
      ...narrowed,
    ],
    [
      'field widened',
      { ...object, properties: { a: integers } },
      { ...object, properties: { a: { type: 'number' } } },
      ...widened,
    ],
    ['field added when none was allowed', closed(object), closed(field('a', false)), ...widened],
    ['required field added when none was allowed', closed(object), closed(field('a', true)), ...undecided],
    ['field removed when no other is allowed', closed(field('a', false)), closed(object), ...undecided],
    ['field forbidden', object, { ...object, properties: { a: false } }, ...narrowed],
    ['field no longer forbidden', { ...object, properties: { a: false } }, object, ...widened],
    [
      'in another order',
      { ...object, properties: { a: {}, b: {} } },
      { ...object, properties: { b: {}, a: {} } },
      ...none,
    ],
  ],
  patternProperties: [
    ['added', object, { ...object, patternProperties: { '^x': strings } }, ...narrowed],
    ['removed', { ...object, patternProperties: { '^x': strings } }, object, ...widened],
    [
      'narrowed',
      { ...object, patternProperties: { '^x': {} } },
      { ...object, patternProperties: { '^x': strings } },
      ...narrowed,
    ],
    [
      'added when no other field is allowed',
      closed(object),
      closed({ ...object, patternProperties: { '^x': strings } }),
      ...widened,
    ],
    [
      'another',
      { ...object, patternProperties: { '^x': strings } },
      { ...object, patternProperties: { '^y': strings } },
      ...undecided,
    ],
  ],
  additionalProperties: [
    ['added', object, closed(object), ...narrowed],
    ['removed', closed(object), object, ...widened],
    ['true', object, { ...object, additionalProperties: true }, ...none],
    [
      'narrowed',
      { ...object, additionalProperties: { type: 'number' } },
      { ...object, additionalProperties: integers },
      ...narrowed,
    ],
    ['widened', { ...object, additionalProperties: integers }, { ...object, additionalProperties: {} }, ...widened],
    [
      'replaced by a declaration of a field',
      { ...object, additionalProperties: strings },
      { ...field('a', false), additionalProperties: strings },
      ...none,
    ],
  ],
  dependencies: [
    ['added', object, { ...object, dependencies: { a: ['b'] } }, ...narrowed],
    ['removed', { ...object, dependencies: { a: ['b'] } }, object, ...widened],
    [
      'narrowed',
      { ...object, dependencies: { a: ['b'] } },
      { ...object, dependencies: { a: ['b', 'c'] } },
      ...narrowed,
    ],
    ['widened', { ...object, dependencies: { a: ['b', 'c'] } }, { ...object, dependencies: { a: ['b'] } }, ...widened],
    [
      'written as a schema',
      { ...object, dependencies: { a: ['b'] } },
      { ...object, dependencies: { a: { required: ['b'] } } },
      ...none,
    ],
  ],
  propertyNames: [
    ['added', object, { ...object, propertyNames: { maxLength: 3 } }, ...narrowed],
    ['removed', { ...object, propertyNames: { maxLength: 3 } }, object, ...widened],
    [
      'narrowed',
      { ...object, propertyNames: { maxLength: 3 } },
      { ...object, propertyNames: { maxLength: 2 } },
      ...narrowed,
    ],
    [
      'widened',
      { ...object, propertyNames: { maxLength: 3 } },
      { ...object, propertyNames: { maxLength: 4 } },
      ...widened,
    ],
  ],
  if: [
    ['added', {}, condition({ maxLength: 3 }), ...narrowed],
    ['removed', condition({ maxLength: 3 }), {}, ...widened],
    ['another', condition({ maxLength: 3 }), { ...condition({ maxLength: 3 }), if: integers }, ...undecided],
    ['without `then` and `else`', {}, { if: strings }, ...none],
  ],
  'if, then': [
    ['narrowed', condition({ maxLength: 3 }), condition({ maxLength: 2 }), ...narrowed],
    ['widened', condition({ maxLength: 3 }), condition({ maxLength: 4 }), ...widened],
  ],
  else: [
    ['added', condition({ maxLength: 3 }), condition({ maxLength: 3 }, integers), ...narrowed],
    ['removed', condition({ maxLength: 3 }, integers), condition({ maxLength: 3 }), ...widened],
  ],
  not: [
    ['added', {}, { not: strings }, ...narrowed],
    ['removed', { not: strings }, {}, ...widened],
    ['widened inner schema', { not: integers }, { not: { type: 'number' } }, ...narrowed],
    ['narrowed inner schema', { not: { type: 'number' } }, { not: integers }, ...widened],
    ['changed inner schema', { not: integers }, { not: strings }, ...undecided],
    ['with a schema that allows everything', {}, { not: {} }, ...narrowed],
  ],
  default: [
    ['added', integers, { ...integers, default: 1 }, 'compatible', 'documentation'],
    ['removed', { ...integers, default: 1 }, integers, 'breaking', 'documentation'],
    ['changed', { ...integers, default: 1 }, { ...integers, default: 2 }, 'breaking', 'documentation'],
  ],
  'x-socketio-idempotency-key': [
    ['added', strings, { ...strings, 'x-socketio-idempotency-key': true }, 'compatible', 'documentation'],
    ['removed', { ...strings, 'x-socketio-idempotency-key': true }, strings, 'breaking', 'documentation'],
  ],
  ...Object.fromEntries(
    [
      'title',
      'description',
      '$comment',
      'examples',
      'readOnly',
      'writeOnly',
      'deprecated',
      'discriminator',
      'externalDocs',
    ].map((keyword): [string, Row[]] => [
      keyword,
      [
        ['added', strings, { ...strings, [keyword]: 'one' }, ...annotation],
        ['removed', { ...strings, [keyword]: 'one' }, strings, ...annotation],
        ['changed', { ...strings, [keyword]: 'one' }, { ...strings, [keyword]: 'two' }, ...annotation],
      ],
    ]),
  ),
  'x-anything': [['added', strings, { ...strings, 'x-anything': 1 }, ...annotation]],
};

/** Keywords with tests in other files. */
const elsewhere = ['allOf', 'anyOf', 'oneOf', '$ref', 'definitions', '$id', '$schema'];

describe('The comparison of each keyword of JSON Schema', () => {
  for (const [keyword, cases] of Object.entries(rows)) {
    describe(keyword, () => {
      for (const [title, old, next, request, reply] of cases) {
        it(`${title}: ${request} in a request, ${reply} in a reply`, () => {
          expect([worstOf(old, next, 'server'), worstOf(old, next, 'client')]).to.deep.equal([request, reply]);
        });
      }
    });
  }

  it('is tested in this file', () => {
    const tested = [...Object.keys(rows).flatMap((keyword) => keyword.split(', ')), ...elsewhere];
    expect(
      [...constraintKeywords.keys(), ...annotations.keys(), ...composition].filter(
        (keyword) => !tested.includes(keyword),
      ),
    ).to.be.empty;
  });

  const classified = new Set([...constraintKeywords.keys(), ...annotations.keys(), ...composition]);

  it('is defined for the keywords of draft-07', () => {
    const metaSchema: { properties: object } = createRequire(import.meta.url)(
      'ajv/dist/refs/json-schema-draft-07.json',
    );
    expect(Object.keys(metaSchema.properties).filter((keyword) => !classified.has(keyword))).to.be.empty;
  });

  it('is defined for the keywords that Ajv validates', () => {
    // `id` is the former name of `$id`; Ajv only rejects it.
    const checked = Object.entries(new Ajv().RULES.all).filter(
      ([keyword, rule]) => typeof rule === 'object' && keyword !== 'id',
    );
    expect(checked.map(([keyword]) => keyword).filter((keyword) => !classified.has(keyword))).to.be.empty;
  });

  it('is defined for the keywords that the generator reads', () => {
    const source = readFileSync(new URL('../../../scripts/codegen/schema-registry.ts', import.meta.url), 'utf8');
    const lists = [...source.matchAll(/Keywords = (?:new Set\()?\[([^\]]*)\]/g)].map(([, list]) => list ?? '');
    const known = lists.flatMap((list) => [...list.matchAll(/'([^']+)'/g)].map(([, keyword]) => keyword ?? ''));
    expect(known).to.include.members(['items', 'propertyNames', 'if', 'allOf', 'dependencies', '$id']);
    expect(known.filter((keyword) => !classified.has(keyword))).to.be.empty;
  });
});

describe('The comparison of a keyword without effect on the type beside it', () => {
  it('is a documentation change', () => {
    expect(worstOf({ ...integers, maxLength: 5 }, { ...integers, maxLength: 4 }, 'server')).to.equal('documentation');
  });

  it('is part of the comparison of the type when the type changes', () => {
    const withLength = { type: ['integer', 'string'], maxLength: 5 };
    expect(worstOf(integers, withLength, 'server')).to.equal('compatible');
    expect(worstOf(withLength, integers, 'client')).to.equal('compatible');
  });
});

function counts(keyword: string, type: string, direction: 'minimum' | 'maximum'): Row[] {
  const [down, up] = direction === 'maximum' ? [narrowed, widened] : [widened, narrowed];
  return [
    ['added', { type }, { type, [keyword]: 3 }, ...narrowed],
    ['removed', { type, [keyword]: 3 }, { type }, ...widened],
    ['lowered', { type, [keyword]: 3 }, { type, [keyword]: 2 }, ...down],
    ['raised', { type, [keyword]: 3 }, { type, [keyword]: 4 }, ...up],
    ...(direction === 'minimum' ? ([['of 0', { type }, { type, [keyword]: 0 }, ...none]] satisfies Row[]) : []),
  ];
}

function opaque(keyword: string, one: string, other: string): Row[] {
  return [
    ['added', strings, { ...strings, [keyword]: one }, ...narrowed],
    ['removed', { ...strings, [keyword]: one }, strings, ...widened],
    ['another', { ...strings, [keyword]: one }, { ...strings, [keyword]: other }, ...undecided],
  ];
}

function constraint(keyword: string, beside: { type: string }, narrow: Json, wide: Json): Row[] {
  return [
    ['added', beside, { ...beside, [keyword]: wide }, ...narrowed],
    ['removed', { ...beside, [keyword]: wide }, beside, ...widened],
    ['narrowed', { ...beside, [keyword]: wide }, { ...beside, [keyword]: narrow }, ...narrowed],
    ['widened', { ...beside, [keyword]: narrow }, { ...beside, [keyword]: wide }, ...widened],
  ];
}

function field(name: string, required: boolean) {
  return { ...object, properties: { [name]: strings }, ...(required ? { required: [name] } : {}) };
}

function closed<T extends object>(schema: T) {
  return { ...schema, additionalProperties: false };
}

function condition(then: Json, otherwise?: Json) {
  const branches = [['then', then], ...(otherwise === undefined ? [] : [['else', otherwise]])];
  return { if: strings, ...Object.fromEntries(branches) };
}
