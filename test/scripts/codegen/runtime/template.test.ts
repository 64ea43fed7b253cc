import { expect } from 'chai';
import { fill, mismatch } from '../../../../scripts/codegen/runtime/template.js';

const scope = {
  alice: { username: 'alice-1', age: 7 },
  sent: { chat: { id: 42, 'sub-id': 'x' } },
  unique: 'u1',
  zero: 0,
  no: null,
};

describe('fill', () => {
  const table: [what: string, template: unknown, want: unknown][] = [
    ['a string without templates', 'hello', 'hello'],
    ['values that are not strings', [1, true, null], [1, true, null]],
    ['a string that is a single template, keeping the type', '{sent.chat.id}', 42],
    ['a template with an object as its value', '{sent.chat}', { id: 42, 'sub-id': 'x' }],
    ['a template with zero as its value', '{zero}', 0],
    ['a template with null as its value', '{no}', null],
    ['a template inside a string', 'user {alice.username} is {alice.age}', 'user alice-1 is 7'],
    ['a string of two templates', '{unique}{unique}', 'u1u1'],
    ['names with a hyphen', 'to {sent.chat.sub-id}', 'to x'],
    ['nested strings', { a: [{ b: '{alice.username}' }] }, { a: [{ b: 'alice-1' }] }],
    ['braces that are not templates', 'a { b } {} {1}', 'a { b } {} {1}'],
  ];
  for (const [what, template, want] of table) {
    it(`fills ${what}`, () => {
      expect(fill(template, scope)).to.deep.equal(want);
    });
  }

  for (const template of [
    '{bob}',
    '{alice.name}',
    '{sent.chat.id.more}',
    'hi {alice.name}',
    '{alice.constructor}',
    'hi {toString}',
  ]) {
    it(`throws for ${template}, which has no value`, () => {
      expect(() => fill(template, scope)).to.throw(/has no value/);
    });
  }
});

describe('mismatch', () => {
  const table: [what: string, value: unknown, expected: unknown, want: string | undefined][] = [
    ['the same value', 3, 3, undefined],
    ['another value', 3, 4, 'it is 3, not 4'],
    ['a value of another type', '3', 3, 'it is "3", not 3'],
    ['nothing', undefined, 'x', 'it is undefined, not "x"'],
    ['null for null', null, null, undefined],
    ['null for an object', null, { a: 1 }, 'it is null'],
    ['an additional field', { a: 1, b: 2 }, { a: 1 }, undefined],
    ['a missing field', {}, { a: 1 }, '/a is undefined, not 1'],
    ['a wrong nested field', { a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }, '/a/b/0/c is 1, not 2'],
    ['a list with an additional item', [1, 2], [1], 'it does not have 1 items'],
    ['a list with a missing item', [], [1], 'it does not have 1 items'],
    ['an object instead of a list', { 0: 1 }, [1], 'it does not have 1 items'],
    ['an empty list for an empty list', [], [], undefined],
  ];
  for (const [what, value, expected, want] of table) {
    it(`${want === undefined ? 'finds no difference in' : 'describes'} ${what}`, () => {
      expect(mismatch(value, expected)).to.equal(want);
    });
  }
});
