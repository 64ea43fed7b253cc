import { expect } from 'chai';
import type { Contract, Schema } from '../../../scripts/codegen/contract.js';
import { contractChecks } from '../../../scripts/mock/contract-checks.js';
import { NoSampleError, Samples } from '../../../scripts/mock/samples.js';
import { contractOf, plain } from './documents.js';

const node: Schema = {
  type: 'object',
  required: ['label', 'below'],
  properties: {
    label: { type: 'string' },
    below: { type: 'array', items: { $ref: '#/definitions/Node' } },
    next: { oneOf: [{ $ref: '#/definitions/Node' }, { type: 'null' }] },
  },
};

const schemas: Record<string, Schema> = {
  'anything at all': {},
  'one of several types': { type: ['integer', 'null'] },
  'a constant': { const: { a: [1, null] } },
  'a closed list without a type': { enum: [3, null, 'x'] },
  'text of a length': { type: 'string', minLength: 30, maxLength: 31 },
  'text of a pattern': { type: 'string', pattern: '^[A-Z]{2}-\\d{6}$' },
  'text of a pattern and a length': { type: 'string', pattern: '^[a-f0-9]+$', minLength: 12, maxLength: 16 },
  'text with a pattern somewhere in it': { type: 'string', pattern: 'q\\d' },
  'a moment': { type: 'string', format: 'date-time' },
  'an e-mail address': { type: 'string', format: 'email', maxLength: 40 },
  'a URL with a pattern': { type: 'string', format: 'uri', pattern: '^https?://' },
  'a UUID': { type: 'string', format: 'uuid' },
  'a whole number within bounds': { type: 'integer', exclusiveMinimum: 3, maximum: 4 },
  'a number between two': { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
  'a negative number': { type: 'integer', maximum: -10 },
  'a multiple': { type: 'number', multipleOf: 0.01, minimum: 5 },
  'a list of different things': { type: 'array', items: { enum: ['a', 'b', 'c'] }, minItems: 3, uniqueItems: true },
  'a tuple': { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: false, minItems: 2 },
  'a list that contains something': { type: 'array', items: { type: 'integer' }, contains: { minimum: 1_000 } },
  'a map': { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 2, maxProperties: 3 },
  'a map with keys of a pattern': {
    type: 'object',
    patternProperties: { '^k-\\d$': { type: 'boolean' } },
    additionalProperties: false,
    minProperties: 1,
  },
  'a map with named keys': {
    type: 'object',
    propertyNames: { enum: ['left', 'right'] },
    additionalProperties: { type: 'integer' },
    minProperties: 2,
  },
  'dependent fields': {
    type: 'object',
    required: ['card'],
    properties: { card: { type: 'string' }, owner: { type: 'string' } },
    dependencies: { card: ['owner'], owner: { required: ['since'], properties: { since: { type: 'integer' } } } },
  },
  'all of several': {
    allOf: [
      { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 5 } } },
      { type: 'object', required: ['b'], properties: { a: { maximum: 6 }, b: { type: 'string' } } },
    ],
  },
  'exactly one of several': {
    oneOf: [
      { type: 'object', required: ['kind', 'x'], properties: { kind: { const: 'x' }, x: { type: 'integer' } } },
      { type: 'object', required: ['kind', 'y'], properties: { kind: { const: 'y' }, y: { type: 'string' } } },
    ],
  },
  'any of several, with something in common': {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer' } },
    anyOf: [{ required: ['left'] }, { required: ['right'] }],
  },
  // In JSON, since a field `then` makes a promise of an object in JavaScript, and the linter wants none.
  'a condition': JSON.parse(`{
    "type": "object",
    "required": ["paid"],
    "properties": { "paid": { "type": "boolean" }, "receipt": { "type": "string" } },
    "if": { "properties": { "paid": { "const": true } } },
    "then": { "required": ["receipt"] },
    "else": { "properties": { "receipt": { "not": {} } } }
  }`),
  'anything but': { type: 'integer', minimum: 0, maximum: 3, not: { enum: [0, 1] } },
  'something within itself': { $ref: '#/definitions/Node' },
  'a reference with more beside it': { $ref: '#/definitions/Node', required: ['next'] },
};

describe('values drawn from schemas', () => {
  const contract: Contract = { ...contractOf(plain), schemas: new Map([['Node', node]]) };
  const checks = contractChecks(contract);

  for (const [what, schema] of Object.entries(schemas)) {
    it(`are valid: ${what}`, () => {
      for (let seed = 0; seed < 40; seed += 1) {
        const value = new Samples(contract, checks, seed).ofSchema(schema, what);
        expect(checks.allows(schema, value), JSON.stringify(value)).to.equal(true);
      }
    });
  }

  it('keep what is given of them', () => {
    const value = new Samples(contract, checks, 1).ofType('Node', { below: [{ label: 'given' }] });
    expect(value).to.have.nested.property('below[0].label', 'given');
    expect(value).to.have.property('label').that.is.a('string');
  });

  for (const [what, schema, reason] of [
    ['nothing', { not: {} }, 'broke one of its rules'],
    ['a pattern that looks ahead', { type: 'string', pattern: '^(?=z)z{40}$' }, 'Lookahead'],
    ['itself without end', { $ref: '#/definitions/Endless' }, 'without end'],
  ] as const) {
    it(`say so when there are none: ${what}`, () => {
      const endless = { type: 'object', required: ['more'], properties: { more: { $ref: '#/definitions/Endless' } } };
      const other: Contract = { ...contract, schemas: new Map([['Endless', endless]]) };
      const samples = new Samples(other, contractChecks(other), 1);
      expect(() => samples.ofSchema(schema, 'TheSchema')).to.throw(NoSampleError, new RegExp(`TheSchema: .*${reason}`));
    });
  }
});
