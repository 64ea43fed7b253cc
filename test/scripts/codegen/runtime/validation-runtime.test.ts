import { fullFormats } from 'ajv-formats/dist/formats.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { quickDateTime } from '../../../../scripts/codegen/runtime/validation-runtime.js';

describe('the quick check of moments', () => {
  const full = fullFormats['date-time'];
  if (typeof full !== 'object' || !('validate' in full)) throw new TypeError('Ajv has its check elsewhere.');
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

  it('says of every moment what the full check says', () => {
    const { validate } = quickDateTime({ validate: check });
    fc.assert(
      fc.property(moment, (text) => {
        expect(validate(text)).to.equal(check(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('does not ask the full check about a plain one', () => {
    const { validate } = quickDateTime({ validate: () => false });
    expect(
      ['2026-11-22T09:30:00.000Z', '2026-02-28T23:59:59Z', '2026-11-29T09:30:00.000Z'].map(validate),
    ).to.deep.equal([true, true, false]);
  });
});
