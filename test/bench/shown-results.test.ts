import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { partNames } from '../../bench/options.js';
import { chartSvg } from '../../bench/report/chart.js';
import { evaluateTargets } from '../../bench/report/evaluate-targets.js';
import { resultsText } from '../../bench/report/table.js';

import type { Results } from '../../bench/results.js';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('The documents', () => {
  const results = JSON.parse(read('bench/results.json')) as Results;

  it('show all results of the last run in docs/performance.md', () => {
    expect(read('docs/performance.md')).to.include(resultsText(results).trimEnd());
  });

  it('show the chart of the last run in the README, with a link to the results', () => {
    expect(read('README.md')).to.include('bench/results.svg');
    expect(read('README.md')).to.include('(docs/performance.md)');
    expect(read('bench/results.svg')).to.equal(chartSvg(results));
  });

  it('show a whole run, compared with the present targets', () => {
    expect(Object.keys(results.measurements)).to.have.members([...partNames]);
    expect(Object.keys(results.measurements.closed ?? {})).to.have.members([
      'ws',
      'relay',
      'naive',
      'sqlite',
      'mariadb',
    ]);
    const statuses = evaluateTargets(results.measurements, results.options.rounds).map(({ title, status }) => [
      title,
      status,
    ]);
    expect(results.targets.map(({ title, status }) => [title, status])).to.deep.equal(statuses);
  });
});
