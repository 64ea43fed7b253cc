import { expect } from 'chai';
import type { Level } from '../../../scripts/diff/change.js';
import { reportOf } from '../../../scripts/diff/report.js';
import { parseVersion } from '../../../scripts/diff/version.js';

type Row = [old: string, worst: Level | undefined, atLeast: string | undefined, honest: string[], dishonest: string[]];

const rows: Row[] = [
  ['1.4.0', 'breaking', '2.0.0', ['2.0.0', '2.0.0-rc.1', '3.1.4'], ['1.4.0', '1.5.0', '0.9.0', '1.4.0+build']],
  ['1.4.2', 'compatible', '1.5.0', ['1.5.0', '1.5.0-alpha', '2.0.0'], ['1.4.2', '1.4.3', '1.3.0']],
  ['1.4.2', 'documentation', '1.4.3', ['1.4.3', '1.5.0'], ['1.4.2', '1.4.1']],
  ['1.4.2', undefined, '1.4.2', ['1.4.2', '1.4.3', '2.0.0'], []],
  ['0.4.2', 'breaking', '0.5.0', ['0.5.0', '1.0.0'], ['0.4.3', '0.4.2']],
  ['0.4.2', 'compatible', '0.4.3', ['0.4.3', '0.5.0'], ['0.4.2']],
  [
    '2.0.0-beta.2',
    'breaking',
    '2.0.0',
    ['2.0.0', '2.0.0-beta.10', '2.0.0-rc'],
    ['2.0.0-beta.2', '2.0.0-beta.1', '2.0.0-alpha'],
  ],
  ['2.1.0-beta.2', 'breaking', '3.0.0', ['3.0.0'], ['2.1.0', '2.2.0']],
  ['2.1.0-beta.2', 'compatible', '2.1.0', ['2.1.0', '2.1.0-beta.2.1'], ['2.1.0-beta.1']],
];

describe('the smallest version bump that is honest', () => {
  for (const [old, worst, atLeast, honest, dishonest] of rows) {
    it(`${worst ?? 'nothing'} after ${old} asks for ${atLeast}`, () => {
      const report = (next: string) => reportBetween(old, next, worst);
      expect(report(old).atLeast).to.equal(atLeast);
      expect(
        honest.filter((next) => report(next).honest !== true),
        'are honest',
      ).to.deep.equal([]);
      expect(
        dishonest.filter((next) => report(next).honest !== false),
        'are not',
      ).to.deep.equal([]);
    });
  }

  it('cannot be told of what is no semantic version', () => {
    for (const text of ['1.0', 'v1.0.0', '2024-01-01', '01.0.0', ''])
      expect(parseVersion(text), text).to.equal(undefined);
    expect(reportBetween('1.0', '2.0', 'breaking')).to.include({
      bump: 'major',
      atLeast: undefined,
      honest: undefined,
    });
    expect(reportBetween('1.0', '1.0', undefined).honest).to.equal(true);
  });
});

function reportBetween(old: string, next: string, worst: Level | undefined) {
  const changes = worst === undefined ? [] : [{ level: worst, where: 'a', also: [], what: 'b', why: 'c' }];
  return reportOf({ file: 'old.yaml', version: old }, { file: 'new.yaml', version: next }, changes);
}
