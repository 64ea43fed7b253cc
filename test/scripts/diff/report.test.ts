import { expect } from 'chai';
import type { Change } from '../../../scripts/diff/change.js';
import { isBroken } from '../../../scripts/diff/diff-command.js';
import { formatSummary, formatTable, type Paint, reportOf } from '../../../scripts/diff/report.js';

const plain: Paint = (text) => text;
const changes: Change[] = [
  { level: 'breaking', where: 'send request /to', also: ['read request /to'], what: '64 → 32', why: 'It is refused.' },
  { level: 'documentation', where: 'contract', also: [], what: 'limits changed', why: 'Words.' },
];

describe('the report', () => {
  it('is a table, and the version below it', () => {
    const lines = formatTable(report('1.4.0', '1.5.0', changes), plain).split('\n');
    expect(lines).to.deep.equal([
      `LEVEL          ${'WHERE'.padEnd(37)}WHAT CHANGES, AND WHY IT MATTERS`,
      'breaking       send request /to (and 1 more place)  64 → 32',
      '                                                    It is refused.',
      'documentation  contract                             limits changed',
      '                                                    Words.',
      '',
      '1 breaking, 0 compatible, 1 documentation: 1.4.0 → 2.0.0 at the least; NEW says 1.5.0.',
      '',
    ]);
  });

  it('says that nothing changed', () => {
    expect(formatTable(report('1.4.0', '1.4.0', []), plain)).to.equal('No change. OLD says 1.4.0, NEW says 1.4.0.\n');
  });

  it('says that the version is still the same', () => {
    expect(formatSummary(report('1.4.0', '1.4.0', changes))).to.contain('→ 2.0.0 at the least; NEW still says 1.4.0.');
  });

  it('says which version is none', () => {
    expect(formatSummary(report('1.4.0', 'two', changes))).to.contain('NEW says two, which is no semantic version.');
    expect(formatSummary(report('one', '2.0.0', changes))).to.contain(
      'a major change; OLD says one, which is no semantic version',
    );
  });

  const verdicts: [version: string, worst: Change['level'], failsOn: string[]][] = [
    ['1.4.0', 'breaking', ['breaking', 'any']],
    ['2.0.0', 'breaking', []],
    ['1.4.0', 'compatible', ['any']],
    ['1.5.0', 'compatible', []],
    ['1.4.0', 'documentation', ['any']],
    ['two', 'breaking', ['breaking', 'any']],
  ];
  for (const [version, worst, failsOn] of verdicts) {
    it(`finds ${version} after 1.4.0 and ${worst} changes broken with --fail-on ${failsOn.join(' or ') || 'nothing'}`, () => {
      const changed = report('1.4.0', version, [{ level: worst, where: 'a', also: [], what: 'b', why: 'c' }]);
      const given = (['breaking', 'any', 'none'] as const).filter((failOn) => isBroken(changed, failOn));
      expect(given).to.deep.equal(failsOn);
    });
  }

  it('colours the levels, and only them, the heading and the reasons', () => {
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
