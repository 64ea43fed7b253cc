import { expect } from 'chai';
import type { Json, Schema } from '../../../../scripts/codegen/contract.js';
import { sampleOf } from '../../../../scripts/codegen/docs/sample.js';
import { hostileContract, reference } from './hostile-contract.js';

describe('sampleOf', () => {
  const { schemas } = hostileContract();
  const cases: [what: string, given: Schema, want: Json][] = [
    ['returns the example', { type: 'string', examples: ['bob'], default: 'x' }, 'bob'],
    ['returns the constant', { const: 0 }, 0],
    ['returns the default', { type: 'boolean', default: false }, false],
    ['returns the first value of an enum', { enum: ['a', 'b'] }, 'a'],
    [
      'returns the required fields',
      { type: 'object', required: ['a'], properties: { a: { type: 'boolean' }, b: {} } },
      { a: true },
    ],
    ['returns the required fields of all allOf parts', reference('Dog'), { '</code>': '…' }],
    ['returns the first alternative', reference('Pet'), { lives: 1 }],
    ['returns an array with one item', { type: 'array', items: { type: 'integer' } }, [0]],
    [
      'returns a tuple',
      { type: 'array', items: [{ type: 'number' }, { type: 'string', format: 'uuid' }] },
      [0, '01932d4c-8f00-7c3e-9a54-5b1d2f7e6a90'],
    ],
    ['returns null for the type null', { type: 'null' }, null],
    ['ends if a type is an allOf part of itself', reference('Endless'), {}],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(sampleOf(given, schemas)).to.deep.equal(want));
  }

  it('ends if a type has a required field of its own type', () => {
    const endless = new Map<string, Schema>([
      ['A', { type: 'object', required: ['a'], properties: { a: reference('A') } }],
    ]);
    expect(JSON.stringify(sampleOf(reference('A'), endless))).to.have.length.lessThan(100);
  });
});
