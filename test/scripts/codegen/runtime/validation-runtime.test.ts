import { expect } from 'chai';
import {
  type CompiledCheck,
  codePointLength,
  isEqual,
  type Problem,
  validator,
} from '../../../../scripts/codegen/runtime/validation-runtime.js';

describe('codePointLength', () => {
  const table: [what: string, text: string, want: number][] = [
    ['an empty string', '', 0],
    ['ASCII', 'abc', 3],
    ['an umlaut', 'ä', 1],
    ['a letter and its accent', 'a\u0301', 2],
    ['an emoji', '🚚', 1],
    ['emojis between letters', 'a🚚b🚚', 4],
    ['a family, joined of three', '👨\u200d👩\u200d👧', 5],
    ['a lone high surrogate', '\ud83d', 1],
    ['a lone low surrogate', '\udcde', 1],
    ['surrogates the wrong way round', '\udcde\ud83d', 2],
    ['two high surrogates and a low one', '\ud83d\ud83d\udcde', 2],
    ['a high surrogate at the end', 'a\ud83d', 2],
    ['a high surrogate before a letter', '\ud83da', 2],
  ];
  for (const [what, text, want] of table) {
    it(`counts ${want} in ${what}`, () => {
      expect(codePointLength(text)).to.equal(want);
      expect(codePointLength(text)).to.equal([...text].length);
    });
  }
});

describe('isEqual', () => {
  const table: [left: unknown, right: unknown, want: boolean][] = [
    [1, 1, true],
    [1, '1', false],
    [0, false, false],
    [null, null, true],
    [null, {}, false],
    [null, undefined, false],
    [[], {}, false],
    [[], [], true],
    [[1, 2], [2, 1], false],
    [[1, 2], [1, 2, 3], false],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: undefined }, { b: undefined }, false],
    [{ a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, false],
    [{ toString: 1 }, { valueOf: 1 }, false],
  ];
  for (const [left, right, want] of table) {
    it(`takes ${JSON.stringify(left)} and ${JSON.stringify(right)} for ${want ? 'the same' : 'different'}`, () => {
      expect(isEqual(left, right)).to.equal(want);
      expect(isEqual(right, left)).to.equal(want);
    });
  }
});

describe('A validator', () => {
  const table: [what: string, error: Partial<NonNullable<CompiledCheck['errors']>[number]>, want: Problem][] = [
    [
      'a missing field at the field',
      { instancePath: '/chat', keyword: 'required', params: { missingProperty: 'id' } },
      { path: '/chat/id', message: 'is required' },
    ],
    [
      'an unknown field at the field',
      { keyword: 'additionalProperties', params: { additionalProperty: 'a/b~c' } },
      { path: '/a~1b~0c', message: 'is not a known field' },
    ],
    [
      'the values there are',
      { instancePath: '/kind', keyword: 'enum', params: { allowedValues: ['a', 1, null] } },
      { path: '/kind', message: 'must be one of a, 1, null' },
    ],
    ['an enumeration without values', { keyword: 'enum' }, { path: '', message: 'must be one of the listed values' }],
    [
      'anything else as Ajv does',
      { instancePath: '/at/0', keyword: 'minimum', message: 'must be >= 0' },
      { path: '/at/0', message: 'must be >= 0' },
    ],
    ['what has no words', { keyword: 'odd' }, { path: '', message: 'is wrong' }],
  ];
  for (const [what, error, want] of table) {
    it(`tells of ${what}`, () => {
      const check: CompiledCheck = Object.assign(() => false, {
        errors: [{ instancePath: '', keyword: '', params: {}, ...error }],
      });
      expect(validator('Thing', check).problems({})).to.deep.equal([want]);
      expect(validator('Thing', check).is({})).to.equal(false);
    });
  }

  it('has no problem with what is right, whatever was wrong before', () => {
    const check: CompiledCheck = Object.assign((data: unknown) => data === 1, {
      errors: [{ instancePath: '', keyword: 'x', params: {} }],
    });
    expect(validator('One', check)).to.include({ typeName: 'One' });
    expect(validator('One', check).problems(2)).to.have.length(1);
    expect(validator('One', check).problems(1)).to.deep.equal([]);
    expect(validator('One', check).is(1)).to.equal(true);
  });
});
