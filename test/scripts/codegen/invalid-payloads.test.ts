import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { buildContract } from '../../../scripts/codegen/build-contract.js';
import type { Contract, Json, JsonObject } from '../../../scripts/codegen/contract.js';
import { invalidPayloads } from '../../../scripts/codegen/invalid-payloads.js';

function contractOf(Payload: JsonObject): Contract {
  return buildContract({ info: { title: 'T', version: '1' }, components: { schemas: { Payload } } });
}

function invalid(schema: JsonObject, example: Json) {
  const examples = [{ name: 'one', summary: 'one', payload: example }];
  return invalidPayloads(contractOf(schema), { type: 'Payload', examples });
}

function field(schema: Json, value: Json): [JsonObject, Json] {
  return [{ type: 'object', properties: { f: schema } }, { f: value }];
}

const closed = { type: 'object', additionalProperties: false, properties: { f: { type: 'string' } } };

describe('invalidPayloads', () => {
  const table: [what: string, given: [JsonObject, Json], want: Record<string, Json>][] = [
    [
      'a missing field',
      [
        { type: 'object', required: ['f'], properties: { f: {} } },
        { f: 1, g: 2 },
      ],
      { 'f missing': { g: 2 } },
    ],
    [
      'a field of another type',
      field({ type: 'string' }, 'x'),
      { 'f is null': { f: null }, 'f is an array': { f: ['item'] } },
    ],
    ['a fraction for an integer', field({ type: 'integer' }, 1), { 'f is a fraction': { f: 12.5 } }],
    ['a string that is too short', field({ type: 'string', minLength: 3 }, 'xxx'), { 'f is too short': { f: 'xx' } }],
    ['a string that is too long', field({ type: 'string', maxLength: 3 }, 'xxx'), { 'f is too long': { f: 'xxxx' } }],
    ['a number that is too small', field({ type: 'number', minimum: 0 }, 1), { 'f is too small': { f: -1 } }],
    ['a number that is too large', field({ type: 'number', maximum: 9 }, 1), { 'f is too large': { f: 10 } }],
    ['too few items', field({ type: 'array', minItems: 1 }, [1]), { 'f has too few items': { f: [] } }],
    ['too many items', field({ type: 'array', maxItems: 1 }, [1]), { 'f has too many items': { f: ['x', 'x'] } }],
    [
      'a string that violates the pattern',
      field({ type: 'string', pattern: '^a' }, 'a'),
      { 'f breaks its pattern': { f: 'not\u0000 (matched)\ud800' } },
    ],
    [
      'a string that violates the format',
      field({ type: 'string', format: 'uri' }, 'a:b'),
      { 'f breaks its format': { f: 'not formatted' } },
    ],
    ['a value not listed', field({ enum: ['a'] }, 'a'), { 'f is not one of its values': { f: 'not-listed' } }],
    ['an unknown field', [closed, { f: 'x' }], { 'an unknown field': { f: 'x', unknownField: true } }],
    ['another type', [{ type: 'array' }, []], { 'an object': { field: 'value' }, null: null, 'a string': 'text' }],
  ];
  for (const [what, [schema, example], want] of table) {
    it(`contain ${what}`, () => {
      const found = Object.fromEntries(invalid(schema, example).map((entry) => [entry.what, entry.payload]));
      expect(found).to.deep.include(want);
    });
  }

  it('contain an own field __proto__ when other fields are not allowed', () => {
    const found = invalid(closed, {}).find(({ what }) => what === 'a field __proto__');
    expect(Object.hasOwn(Object(found?.payload), '__proto__')).to.equal(true);
    expect(invalid({ ...closed, additionalProperties: true }, {}).map(({ what }) => what)).not.to.include(
      'a field __proto__',
    );
  });

  it('contain a request without a payload', () => {
    expect(invalid(closed, {})).to.deep.include({ what: 'nothing' });
  });

  const everything: [what: string, schema: JsonObject, example: Json][] = [
    ['that allows anything', {}, { f: 1 }],
    ['that allows null and strings', { type: ['string', 'null'] }, 'x'],
    ['with an optional field of any type', { type: 'object', properties: { f: {} } }, { f: 1 }],
    [
      'with a nested object',
      { type: 'object', properties: { f: { type: 'object', properties: { g: { enum: [1] } } } } },
      { f: { g: 1 } },
    ],
    ['of alternatives', { oneOf: [{ type: 'string' }, { type: 'object', required: ['a'] }] }, { a: 1 }],
    [
      'with limits that are too large to test',
      { type: 'object', properties: { f: { maxLength: 2 ** 53 }, g: { maxItems: 2 ** 53 } } },
      {},
    ],
    ['without an example that is an object', { type: 'object', required: ['a'] }, 3],
  ];
  for (const [what, schema, example] of everything) {
    it(`contain no payload that is valid for a schema ${what}`, () => {
      const ajv = new Ajv({ strict: false });
      addFormats.default(ajv);
      const isValid = ajv.compile(schema);
      const sent = invalid(schema, example).filter((payload) => 'payload' in payload);
      expect(sent.filter(({ payload }) => isValid(payload))).to.deep.equal([]);
    });
  }
});
