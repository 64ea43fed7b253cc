import { expect } from 'chai';
import type { Json, Schema } from '../../../../scripts/codegen/contract.js';
import { sampleOf } from '../../../../scripts/codegen/docs/sample.js';
import { hostileContract, reference } from './hostile-contract.js';

describe('a value made up from a schema', () => {
  const { schemas } = hostileContract();
  const cases: [what: string, given: Schema, want: Json][] = [
    ['is the example', { type: 'string', examples: ['bob'], default: 'x' }, 'bob'],
    ['is the only value there is', { const: 0 }, 0],
    ['is the default', { type: 'boolean', default: false }, false],
    ['is the first of the values allowed', { enum: ['a', 'b'] }, 'a'],
    [
      'has the required fields',
      { type: 'object', required: ['a'], properties: { a: { type: 'boolean' }, b: {} } },
      { a: true },
    ],
    ['has the required fields of every part', reference('Dog'), { '</code>': '…' }],
    ['is the first alternative', reference('Pet'), { lives: 1 }],
    ['is a list of one', { type: 'array', items: { type: 'integer' } }, [0]],
    [
      'is a tuple',
      { type: 'array', items: [{ type: 'number' }, { type: 'string', format: 'uuid' }] },
      [0, '01932d4c-8f00-7c3e-9a54-5b1d2f7e6a90'],
    ],
    ['is null where only that is allowed', { type: 'null' }, null],
    ['ends where a type is a part of itself', reference('Endless'), {}],
  ];
  for (const [what, given, want] of cases) {
    it(what, () => expect(sampleOf(given, schemas)).to.deep.equal(want));
  }

  it('ends where a type has itself as a required field', () => {
    const endless = new Map<string, Schema>([
      ['A', { type: 'object', required: ['a'], properties: { a: reference('A') } }],
    ]);
    expect(JSON.stringify(sampleOf(reference('A'), endless))).to.have.length.lessThan(100);
  });
});
