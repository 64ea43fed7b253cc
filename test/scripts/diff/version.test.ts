import { expect } from 'chai';
import type { Level } from '../../../scripts/diff/change.js';
import { reportOf } from '../../../scripts/diff/report.js';
import { parseVersion } from '../../../scripts/diff/version.js';

type Row = [
  old: string,
  worst: Level | undefined,
  required: string | undefined,
  sufficient: string[],
  insufficient: string[],
];

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

describe('The smallest version bump that declares the changes', () => {
  for (const [old, worst, required, sufficient, insufficient] of rows) {
    it(`is, for ${worst ?? 'no'} changes to ${old}, the bump to ${required}`, () => {
      const report = (next: string) => reportBetween(old, next, worst);
      expect(report(old).requiredVersion).to.equal(required);
      expect(
        sufficient.filter((next) => report(next).isSufficient !== true),
        'insufficient, although expected to be sufficient',
      ).to.deep.equal([]);
      expect(
        insufficient.filter((next) => report(next).isSufficient !== false),
        'sufficient, although expected to be insufficient',
      ).to.deep.equal([]);
    });
  }

  it('is undefined for a version that is not a semantic version', () => {
    for (const text of ['1.0', 'v1.0.0', '2024-01-01', '01.0.0', ''])
      expect(parseVersion(text), text).to.equal(undefined);
    expect(reportBetween('1.0', '2.0', 'breaking')).to.include({
      bump: 'major',
      requiredVersion: undefined,
      isSufficient: undefined,
    });
    expect(reportBetween('1.0', '1.0', undefined).isSufficient).to.equal(true);
  });
});

function reportBetween(old: string, next: string, worst: Level | undefined) {
  const changes = worst === undefined ? [] : [{ level: worst, where: 'a', also: [], what: 'b', why: 'c' }];
  return reportOf({ file: 'old.yaml', version: old }, { file: 'new.yaml', version: next }, changes);
}
