import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { resultsText, targetsTable } from '../../bench/report/table.js';
import { judge } from '../../bench/report/verdicts.js';
import type { Results } from '../../bench/results.js';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('what the documents show of the benchmark', () => {
  const results = JSON.parse(read('bench/results.json')) as Results;

  it('is what was measured, all of it', () => {
    expect(read('docs/performance.md')).to.include(resultsText(results).trimEnd());
    expect(read('README.md')).to.include(targetsTable(results.targets));
    expect(read('README.md')).to.include('bench/results.svg');
  });

  it('is of a whole run, judged by the targets as they are now', () => {
    expect(Object.keys(results.measurements)).to.have.members(['closed', 'open', 'lone', 'idle', 'operations']);
    expect(Object.keys(results.measurements.closed ?? {})).to.have.members([
      'ws',
      'relay',
      'naive',
      'sqlite',
      'mariadb',
    ]);
    const standings = judge(results.measurements, results.options.rounds).map(({ title, standing }) => [
      title,
      standing,
    ]);
    expect(results.targets.map(({ title, standing }) => [title, standing])).to.deep.equal(standings);
  });
});
