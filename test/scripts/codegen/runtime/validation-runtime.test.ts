import { fullFormats } from 'ajv-formats/dist/formats.js';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type CompiledCheck,
  codePointLength,
  isEqual,
  type Problem,
  quickDateTime,
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
    it(`returns ${want} for ${JSON.stringify(left)} and ${JSON.stringify(right)}`, () => {
      expect(isEqual(left, right)).to.equal(want);
      expect(isEqual(right, left)).to.equal(want);
    });
  }
});

describe('A validator', () => {
  const table: [what: string, error: Partial<NonNullable<CompiledCheck['errors']>[number]>, want: Problem][] = [
    [
      'a missing field with the path of the field',
      { instancePath: '/chat', keyword: 'required', params: { missingProperty: 'id' } },
      { path: '/chat/id', message: 'is required' },
    ],
    [
      'an unknown field with the path of the field',
      { keyword: 'additionalProperties', params: { additionalProperty: 'a/b~c' } },
      { path: '/a~1b~0c', message: 'is not a known field' },
    ],
    [
      'the allowed values',
      { instancePath: '/kind', keyword: 'enum', params: { allowedValues: ['a', 1, null] } },
      { path: '/kind', message: 'must be one of a, 1, null' },
    ],
    ['an enumeration without values', { keyword: 'enum' }, { path: '', message: 'must be one of the listed values' }],
    [
      'other errors with the message of Ajv',
      { instancePath: '/at/0', keyword: 'minimum', message: 'must be >= 0' },
      { path: '/at/0', message: 'must be >= 0' },
    ],
    ['an error without a message', { keyword: 'odd' }, { path: '', message: 'is wrong' }],
  ];
  for (const [what, error, want] of table) {
    it(`reports ${what}`, () => {
      const check: CompiledCheck = Object.assign(() => false, {
        errors: [{ instancePath: '', keyword: '', params: {}, ...error }],
      });
      expect(validator('Thing', check).problems({})).to.deep.equal([want]);
      expect(validator('Thing', check).is({})).to.equal(false);
    });
  }

  it('reports no problem for valid data after invalid data', () => {
    const check: CompiledCheck = Object.assign((data: unknown) => data === 1, {
      errors: [{ instancePath: '', keyword: 'x', params: {} }],
    });
    expect(validator('One', check)).to.include({ typeName: 'One' });
    expect(validator('One', check).problems(2)).to.have.length(1);
    expect(validator('One', check).problems(1)).to.deep.equal([]);
    expect(validator('One', check).is(1)).to.equal(true);
  });
});

describe('quickDateTime', () => {
  const full = fullFormats['date-time'];
  if (typeof full !== 'object' || !('validate' in full)) throw new TypeError('Ajv does not export a format object.');
  const check = full.validate as (text: string) => boolean;

  const number = (digits: number, most: number) =>
    fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(digits, '0'));
  const moment = fc
    .tuple(
      number(4, 9999),
      number(2, 14),
      number(2, 33),
      fc.constantFrom('T', 'T', 't', ' ', ''),
      number(2, 25),
      number(2, 61),
      number(2, 62),
      fc.constantFrom('', '.5', '.123', '.', '.123456789'),
      fc.constantFrom('Z', 'Z', 'z', '+01:00', '-25:00', '', 'Z\n', ' Z'),
    )
    .map(([year, month, day, separator, hour, minute, second, fraction, zone]) =>
      [`${year}-${month}-${day}`, separator, `${hour}:${minute}:${second}`, fraction, zone].join(''),
    );

  it('returns the result of the full check for random times', () => {
    const { validate } = quickDateTime({ validate: check });
    fc.assert(
      fc.property(moment, (text) => {
        expect(validate(text)).to.equal(check(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('does not call the full check for a common time', () => {
    const { validate } = quickDateTime({ validate: () => false });
    expect(
      ['2026-11-22T09:30:00.000Z', '2026-02-28T23:59:59Z', '2026-11-29T09:30:00.000Z'].map(validate),
    ).to.deep.equal([true, true, false]);
  });
});
