import { expect } from 'chai';
import type { Change } from '../../../scripts/diff/change.js';
import { isBroken } from '../../../scripts/diff/diff-command.js';
import { formatSummary, formatTable, type Paint, reportOf } from '../../../scripts/diff/report.js';

const plain: Paint = (text) => text;
const changes: Change[] = [
  { level: 'breaking', where: 'send request /to', also: ['read request /to'], what: '64 → 32', why: 'It is refused.' },
  { level: 'documentation', where: 'contract', also: [], what: 'limits changed', why: 'Words.' },
];

describe('The report of the command diff', () => {
  it('is a table, followed by the required version', () => {
    const lines = formatTable(report('1.4.0', '1.5.0', changes), plain).split('\n');
    expect(lines).to.deep.equal([
      `LEVEL          ${'PLACE'.padEnd(37)}CHANGE AND REASON`,
      'breaking       send request /to (and 1 more place)  64 → 32',
      '                                                    It is refused.',
      'documentation  contract                             limits changed',
      '                                                    Words.',
      '',
      '1 breaking, 0 compatible, 1 documentation: 1.4.0 → 2.0.0 or later; NEW declares 1.5.0.',
      '',
    ]);
  });

  it('states that there are no changes', () => {
    expect(formatTable(report('1.4.0', '1.4.0', []), plain)).to.equal(
      'No changes. OLD declares 1.4.0, NEW declares 1.4.0.\n',
    );
  });

  it('states that the version is unchanged', () => {
    expect(formatSummary(report('1.4.0', '1.4.0', changes))).to.contain('→ 2.0.0 or later; NEW still declares 1.4.0.');
  });

  it('states which version is not a semantic version', () => {
    expect(formatSummary(report('1.4.0', 'two', changes))).to.contain(
      'NEW declares two, which is not a semantic version.',
    );
    expect(formatSummary(report('one', '2.0.0', changes))).to.contain(
      'a major change; OLD declares one, which is not a semantic version',
    );
  });

  const cases: [version: string, worst: Change['level'], failsOn: string[]][] = [
    ['1.4.0', 'breaking', ['breaking', 'any']],
    ['2.0.0', 'breaking', []],
    ['1.4.0', 'compatible', ['any']],
    ['1.5.0', 'compatible', []],
    ['1.4.0', 'documentation', ['any']],
    ['two', 'breaking', ['breaking', 'any']],
  ];
  for (const [version, worst, failsOn] of cases) {
    it(`fails for ${worst} changes from 1.4.0 to ${version} with --fail-on ${failsOn.join(' or ') || 'no value'}`, () => {
      const changed = report('1.4.0', version, [{ level: worst, where: 'a', also: [], what: 'b', why: 'c' }]);
      const given = (['breaking', 'any', 'none'] as const).filter((failOn) => isBroken(changed, failOn));
      expect(given).to.deep.equal(failsOn);
    });
  }

  it('colours the levels, the heading and the reasons only', () => {
    const painted = formatTable(report('1.4.0', '1.5.0', changes), (text, style) => `<${style}>${text}</>`);
    expect(painted)
      .to.contain('<red>breaking       </>')
      .and.contain('<cyan>documentation  </>')
      .and.contain('<dim>Words.</>');
  });
});

function report(old: string, next: string, all: Change[]) {
  return reportOf({ file: 'old.yaml', version: old }, { file: 'new.yaml', version: next }, all);
}
