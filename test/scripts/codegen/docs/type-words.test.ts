import { expect } from 'chai';
import type { Json } from '../../../../scripts/codegen/contract.js';
import { html } from '../../../../scripts/codegen/docs/html.js';
import { typeInWords } from '../../../../scripts/codegen/docs/type-words.js';

describe('typeInWords', () => {
  const chat = { $ref: '#/definitions/Chat' };
  const user = { $ref: '#/definitions/User' };
  const cases: [given: Json, want: string][] = [
    [{ type: 'string' }, 'string'],
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ type: 'string', nullable: true }, 'string or null'],
    [chat, '[Chat]'],
    [{ ...chat, description: 'beside' }, '[Chat]'],
    [{ type: 'array', items: chat }, 'list of [Chat]'],
    [{ type: 'array' }, 'list'],
    [{ type: 'array', items: { oneOf: [chat, { type: 'null' }] } }, 'list of ([Chat] or null)'],
    [{ type: 'array', items: { type: 'array', items: { type: 'integer' } } }, 'list of list of integer'],
    [{ type: 'array', items: [{ type: 'number' }, chat] }, 'list of number, [Chat]'],
    [{ type: 'object', additionalProperties: chat }, 'map of [Chat]'],
    [{ type: 'object', additionalProperties: { type: ['string', 'number'] } }, 'map of (string or number)'],
    [{ type: 'object' }, 'object'],
    [{ oneOf: [chat, user] }, '[Chat] or [User]'],
    [{ anyOf: [chat, { type: 'null' }] }, '[Chat] or null'],
    [{ allOf: [chat, user] }, '[Chat] and [User]'],
    [{ allOf: [{ type: 'string' }, { minLength: 1 }] }, 'string'],
    [{ enum: ['a', 1, null] }, 'string or number or null'],
    [{ const: [] }, 'list'],
    [{ minLength: 1 }, 'string'],
    [{ maximum: 1 }, 'number'],
    [{ items: chat }, 'list of [Chat]'],
    [{}, 'anything'],
    [true, 'anything'],
    [false, 'nothing'],
    [{ not: {} }, 'nothing'],
  ];
  for (const [given, want] of cases) {
    it(`describes ${JSON.stringify(given)} as “${want}”`, () => {
      expect(typeInWords(given, (type) => html`[${type}]`).text).to.equal(want);
    });
  }
});
