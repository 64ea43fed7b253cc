import { expect } from 'chai';
import fc from 'fast-check';
import { buildContract } from '../../../scripts/codegen/build-contract.js';
import type { Json, Schema } from '../../../scripts/codegen/contract.js';
import { contractValidators } from '../../../scripts/contract-test/contract-validators.js';
import { schemaArbitrary } from '../../../scripts/contract-test/schema-arbitrary.js';

const schemas: Readonly<Record<string, Schema>> = {
  'a string with a length': { type: 'string', minLength: 3, maxLength: 5 },
  'a string with a pattern': { type: 'string', pattern: '^[A-Z]{2}-[0-9]+$', maxLength: 12 },
  'a date': { type: 'string', format: 'date' },
  'a time': { type: 'string', format: 'date-time' },
  'a UUID': { type: 'string', format: 'uuid' },
  'a URI': { type: 'string', format: 'uri', pattern: '^https?://' },
  'an integer with bounds': { type: 'integer', minimum: -2, exclusiveMaximum: 3 },
  'a multiple': { type: 'number', multipleOf: 5, minimum: 10, maximum: 50 },
  'one of several types': { type: ['string', 'number', 'null'] },
  'an enumeration': { enum: ['red', 'green', null, 4] },
  'a constant': { const: { exactly: 'this' } },
  'a list': { type: 'array', items: { type: 'boolean' }, minItems: 2, maxItems: 3 },
  'a set': { type: 'array', items: { type: 'integer', minimum: 0, maximum: 9 }, uniqueItems: true, minItems: 2 },
  'a tuple': { type: 'array', items: [{ type: 'string' }, { type: 'number' }], minItems: 2 },
  'a map': { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 1 },
  'an object': { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'null' } } },
  'an allOf': {
    allOf: [
      { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 0 } } },
      { type: 'object', required: ['b'], properties: { a: { maximum: 9 }, b: { type: 'boolean' } } },
    ],
  },
  'a oneOf': {
    oneOf: [{ type: 'object', required: ['k'], properties: { k: { const: 1 } } }, { type: 'string' }],
  },
  'a recursive schema': {
    type: 'object',
    required: ['children'],
    properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Given' } } },
  },
};

describe('Values generated from a schema', () => {
  for (const [what, schema] of Object.entries(schemas)) {
    it(`are valid and not all the same for ${what}`, () => {
      const contract = buildContract({ asyncapi: '3.0.0', components: { schemas: { Given: schema } } });
      const validator = contractValidators(contract)('Given');
      const samples: Json[] = fc.sample(schemaArbitrary(contract, 'Given'), { seed: 4, numRuns: 200 });
      expect(samples.filter((sample) => !validator.is(sample))).to.deep.equal([]);
      const distinct = new Set(samples.map((sample) => JSON.stringify(sample)));
      expect(distinct.size > 1).to.equal(!('const' in schema));
    });
  }
});
