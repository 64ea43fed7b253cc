import { expect } from 'chai';
import type { Json } from '../../../scripts/codegen/contract.js';
import type { Level } from '../../../scripts/diff/change.js';
import { changesOf, worstOf } from './schema-changes.js';

type Answer = Level | 'none';
type Row = [title: string, old: Json, next: Json, request: Answer, reply: Answer];

const narrowed = ['breaking', 'compatible'] as const;
const widened = ['compatible', 'breaking'] as const;
const undecided = ['breaking', 'breaking'] as const;
const none = ['none', 'none'] as const;

const strings = { type: 'string' };
const integers = { type: 'integer' };
const circle = shape('circle', 'radius');
const square = shape('square', 'side');
const triangle = shape('triangle', 'sides');
const a = { type: 'object', required: ['a'] };
const b = { type: 'object', required: ['b'] };

const rows: Row[] = [
  ['allOf of parts is the same as one schema', { allOf: [a, b] }, { type: 'object', required: ['b', 'a'] }, ...none],
  ['allOf with a part added', { allOf: [a] }, { allOf: [a, b] }, ...narrowed],
  ['allOf with a part removed', { allOf: [a, b] }, { allOf: [b] }, ...widened],
  [
    'allOf with a tighter bound',
    { ...strings, maxLength: 5 },
    { allOf: [{ ...strings, maxLength: 5 }, { maxLength: 3 }] },
    ...narrowed,
  ],
  [
    'allOf with a bound without effect',
    { ...strings, maxLength: 5 },
    { allOf: [{ ...strings, maxLength: 5 }, { maxLength: 9 }] },
    ...none,
  ],
  ['allOf in allOf', { allOf: [{ allOf: [a] }, b] }, { allOf: [a, b] }, ...none],
  ['anyOf with an option added', { anyOf: [strings] }, { anyOf: [strings, integers] }, ...widened],
  ['anyOf with an option removed', { anyOf: [strings, integers] }, { anyOf: [integers] }, ...narrowed],
  ['anyOf in another order', { anyOf: [strings, integers] }, { anyOf: [integers, strings] }, ...none],
  ['oneOf with an option added', { oneOf: [circle, square] }, { oneOf: [circle, square, triangle] }, ...widened],
  ['oneOf with an option removed', { oneOf: [circle, square, triangle] }, { oneOf: [triangle, circle] }, ...narrowed],
  ['oneOf with an option renamed', { oneOf: [circle, square] }, { oneOf: [circle, triangle] }, ...undecided],
  ['oneOf in another order', { oneOf: [circle, square] }, { oneOf: [square, circle] }, ...none],
  ['oneOf with an option narrowed', { oneOf: [circle, square] }, { oneOf: [narrow(circle), square] }, ...narrowed],
  ['oneOf with an option widened', { oneOf: [narrow(circle), square] }, { oneOf: [circle, square] }, ...widened],
  ['oneOf with overlapping options', { oneOf: [a] }, { oneOf: [a, b] }, ...undecided],
  [
    'oneOf of disjoint options written as anyOf',
    { oneOf: [circle, square] },
    { anyOf: [circle, square] },
    'documentation',
    'documentation',
  ],
  ['a schema replaced by a oneOf with it', strings, { oneOf: [strings, integers] }, ...widened],
  ['a oneOf replaced by one of its options', { oneOf: [strings, integers] }, integers, ...narrowed],
  ['a schema replaced by a oneOf of it only', strings, { oneOf: [strings] }, 'documentation', 'documentation'],
  [
    'types written as a oneOf',
    { type: ['string', 'null'] },
    { oneOf: [strings, { type: 'null' }] },
    'documentation',
    'documentation',
  ],
  [
    'an enum written as a oneOf of constants',
    { enum: ['x', 'y'] },
    { oneOf: [{ const: 'x' }, { const: 'y' }] },
    ...none,
  ],
  [
    'a oneOf of constants with a constant added',
    { oneOf: [{ const: 'x' }] },
    { oneOf: [{ const: 'x' }, { const: 'y' }] },
    ...widened,
  ],
  ['a constraint added beside an anyOf', { anyOf: [a, b] }, { anyOf: [a, b], maxProperties: 5 }, ...narrowed],
  [
    'a nested anyOf, flattened',
    { anyOf: [strings, { anyOf: [integers, { type: 'null' }] }] },
    { anyOf: [strings, integers, { type: 'null' }] },
    'documentation',
    'documentation',
  ],
];

describe('Combined schemas', () => {
  for (const [title, old, next, request, reply] of rows) {
    it(`${title}: ${request} in a request, ${reply} in a reply`, () => {
      expect([worstOf(old, next, 'server'), worstOf(old, next, 'client')]).to.deep.equal([request, reply]);
    });
  }

  it('are compared by option, with the name of the option as the place', () => {
    const options = [{ $ref: '#/definitions/Circle' }, { $ref: '#/definitions/Square' }];
    const changes = changesOf({ oneOf: options }, { oneOf: options }, 'server', {
      before: { Circle: circle, Square: square },
      after: { Circle: narrow(circle), Square: { ...square, description: 'Four sides.' } },
    });
    expect(changes).to.deep.equal([
      'breaking /oneOf/Circle/radius/maximum none → 10',
      'documentation /oneOf/Square/description added',
    ]);
  });

  it('report which option was removed and which was added', () => {
    expect(changesOf({ oneOf: [circle, square] }, { oneOf: [circle, triangle] }, 'server')).to.deep.equal([
      'breaking /oneOf option object removed',
      'compatible /oneOf option object added',
    ]);
  });

  it('allow a new field of an option', () => {
    const grown = { ...circle, properties: { ...circle.properties, colour: strings } };
    const [old, next] = [{ oneOf: [circle, square] }, { oneOf: [grown, square] }];
    expect(changesOf(old, next, 'server')).to.deep.equal(['compatible /oneOf/object/colour new optional field']);
    expect(changesOf(old, next, 'client')).to.deep.equal(['compatible /oneOf/object/colour new optional field']);
  });
});

describe('References', () => {
  it('are resolved, independently of type names', () => {
    const [before, after] = [{ Name: strings }, { Username: strings }];
    const [old, next] = [{ $ref: '#/definitions/Name' }, { $ref: '#/definitions/Username' }];
    expect(worstOf(old, next, 'server', { before, after })).to.equal('none');
  });

  it('report a change of a type at each place where the type is used', () => {
    const pair = {
      properties: { from: { $ref: '#/definitions/Name' }, to: { $ref: '#/definitions/Name', description: 'To.' } },
    };
    const changes = changesOf(pair, pair, 'server', {
      before: { Name: strings },
      after: { Name: { ...strings, maxLength: 5 } },
    });
    expect(changes).to.deep.equal(['breaking /from/maxLength none → 5', 'breaking /to/maxLength none → 5']);
  });

  it('may be recursive', () => {
    const tree = {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#/definitions/Tree' } }, name: strings },
    };
    const root = { $ref: '#/definitions/Tree' };
    const grown = { ...tree, properties: { ...tree.properties, name: integers } };
    expect(worstOf(root, root, 'server', { before: { Tree: tree } })).to.equal('none');
    expect(changesOf(root, root, 'server', { before: { Tree: tree }, after: { Tree: grown } })).to.deep.equal([
      'breaking /name/type string → integer',
    ]);
  });

  it('may be recursive over several types, and within options', () => {
    const sum = (operand: Json) => ({
      type: 'object',
      required: ['sum'],
      properties: { sum: { type: 'array', items: operand } },
    });
    const term = { $ref: '#/definitions/Term' };
    const definitions = (leaf: Json) => ({ Term: { anyOf: [{ $ref: '#/definitions/Sum' }, leaf] }, Sum: sum(term) });
    expect(worstOf(term, term, 'server', { before: definitions(integers) })).to.equal('none');
    const toNumber = { before: definitions(integers), after: definitions({ type: 'number' }) };
    expect(worstOf(term, term, 'server', toNumber)).to.equal('compatible');
    expect(worstOf(term, term, 'client', toNumber)).to.equal('breaking');
  });

  it('are compared in reasonable time when 24 types all reference each other', () => {
    const names = Array.from({ length: 24 }, (_, index) => `T${index}`);
    const definitions = (leaf: Json) =>
      Object.fromEntries(
        names.map((name) => [
          name,
          {
            type: 'object',
            properties: {
              leaf,
              ...Object.fromEntries(names.map((other) => [other, { $ref: `#/definitions/${other}` }])),
            },
          },
        ]),
      );
    const root = { $ref: '#/definitions/T0' };
    expect(worstOf(root, root, 'server', { before: definitions(integers), after: definitions(strings) })).to.equal(
      'breaking',
    );
    const choice = { anyOf: [root, strings] };
    expect(
      worstOf(choice, choice, 'client', { before: definitions(integers), after: definitions({ type: 'number' }) }),
    ).to.equal('breaking');
  });
});

function shape(kind: string, size: string) {
  return {
    type: 'object',
    required: ['kind', size],
    properties: { kind: { const: kind }, [size]: { type: 'number' } },
  };
}

function narrow({ properties, ...schema }: ReturnType<typeof shape>) {
  return { ...schema, properties: { ...properties, radius: { type: 'number', maximum: 10 } } };
}
