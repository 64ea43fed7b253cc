import { expect } from 'chai';
import type { Schema } from '../../../../scripts/codegen/contract.js';
import { boundsInWords } from '../../../../scripts/codegen/docs/bounds-words.js';

describe('boundsInWords', () => {
  const cases: [given: Schema, want: string[]][] = [
    [{}, []],
    [{ minLength: 1, maxLength: 64 }, ['1 to 64 characters']],
    [{ minLength: 0, maxLength: 8192 }, ['at most 8,192 characters']],
    [{ minLength: 1 }, ['at least 1 character']],
    [{ minLength: 5, maxLength: 5 }, ['exactly 5 characters']],
    [{ maxLength: 0 }, ['at most 0 characters']],
    [{ pattern: '^<a>$' }, ['matches <code>^&lt;a&gt;$</code>']],
    [{ format: 'date-time' }, ['format <code>date-time</code>']],
    [{ minimum: 1, maximum: 1000 }, ['1 to 1,000']],
    [{ minimum: 0 }, ['at least 0']],
    [{ maximum: 0.12345 }, ['at most 0.12345']],
    [{ exclusiveMinimum: 0, maximum: 1 }, ['more than 0, at most 1']],
    [{ exclusiveMaximum: 1234567 }, ['less than 1,234,567']],
    [{ multipleOf: 5 }, ['a multiple of <code>5</code>']],
    [{ maxItems: 10, uniqueItems: true }, ['at most 10 items', 'unique items']],
    [
      { type: 'array', items: { type: 'string', maxLength: 3, format: 'uri' } },
      ['each at most 3 characters, format <code>uri</code>'],
    ],
    [{ items: [{}], additionalItems: false }, ['no further items']],
    [{ additionalProperties: { minimum: 1 } }, ['each at least 1']],
    [{ minProperties: 1, maxProperties: 2 }, ['1 to 2 fields']],
    [{ default: false }, ['default <code>false</code>']],
    [{ default: null }, ['default <code>null</code>']],
    [{ const: 'a' }, ['always <code>&quot;a&quot;</code>']],
    [{ enum: ['a', 2] }, ['one of <code>&quot;a&quot;</code>, <code>2</code>']],
    [{ enum: ['a'] }, ['always <code>&quot;a&quot;</code>']],
    [{ deprecated: true }, ['deprecated']],
    [{ type: 'string', contentEncoding: 'base64' }, ['encoded as <code>base64</code>']],
    [{ allOf: [{ minLength: 2 }, { maxLength: 3 }] }, ['at least 2 characters', 'at most 3 characters']],
    [{ oneOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] }, ['string: at most 3 characters']],
    [{ if: {} }, ['further rules in the <a href="#contract">AsyncAPI document</a>']],
    [{ not: {} }, []],
  ];
  for (const [given, want] of cases) {
    it(`describes the constraints of ${JSON.stringify(given)}`, () => {
      expect(boundsInWords(given).map(({ text }) => text)).to.deep.equal(want);
    });
  }
});
