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
    ['a value that is no string', [1, true, null], [1, true, null]],
    ['a template that is the whole string, keeping its type', '{sent.chat.id}', 42],
    ['a template for an object', '{sent.chat}', { id: 42, 'sub-id': 'x' }],
    ['a template for zero', '{zero}', 0],
    ['a template for null', '{no}', null],
    ['a template inside a string', 'user {alice.username} is {alice.age}', 'user alice-1 is 7'],
    ['two templates and nothing else', '{unique}{unique}', 'u1u1'],
    ['names with a hyphen', 'to {sent.chat.sub-id}', 'to x'],
    ['strings however deep', { a: [{ b: '{alice.username}' }] }, { a: [{ b: 'alice-1' }] }],
    ['braces that hold no name', 'a { b } {} {1}', 'a { b } {} {1}'],
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
    it(`says that ${template} stands for nothing`, () => {
      expect(() => fill(template, scope)).to.throw(/stands for nothing/);
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
    ['a field more than expected', { a: 1, b: 2 }, { a: 1 }, undefined],
    ['a field less than expected', {}, { a: 1 }, '/a is undefined, not 1'],
    ['a wrong field far down', { a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }, '/a/b/0/c is 1, not 2'],
    ['a list with an item more', [1, 2], [1], 'it has not 1 items'],
    ['a list with an item less', [], [1], 'it has not 1 items'],
    ['an object for a list', { 0: 1 }, [1], 'it has not 1 items'],
    ['an empty list for an empty list', [], [], undefined],
  ];
  for (const [what, value, expected, want] of table) {
    it(`${want === undefined ? 'finds nothing wrong with' : 'tells of'} ${what}`, () => {
      expect(mismatch(value, expected)).to.equal(want);
    });
  }
});
