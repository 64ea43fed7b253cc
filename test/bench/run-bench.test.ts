import { expect } from 'chai';
import type { BenchOptions } from '../../bench/options.js';
import { partNames } from '../../bench/options.js';
import { build } from '../../bench/programs.js';
import { chartSvg } from '../../bench/report/chart.js';
import { resultsText } from '../../bench/report/table.js';
import type { Results } from '../../bench/results.js';
import { runBench } from '../../bench/run-bench.js';

/** Every part, of the rows that need no MariaDB, as small as can be. */
const options: BenchOptions = {
  parts: partNames,
  rows: ['ws', 'relay', 'sqlite'],
  rounds: 1,
  seconds: 0.3,
  warmUpSeconds: 0.1,
  people: 6,
  inFlight: 2,
  messagesPerSecond: 200,
  loneMessages: 3,
  idleLevels: [10, 20],
  settleSeconds: 0.1,
  operationSamples: 3,
  small: { users: 5, chats: 20, unread: 2 },
  large: { users: 20, chats: 60, unread: 10 },
  json: '',
  svg: '',
};

describe('The benchmark', () => {
  let results: Results;

  before(async function () {
    // It compiles the service and starts twelve servers, each of which takes as long as the machine lets it.
    this.timeout(120_000);
    await build();
    results = await runBench(options, () => {});
  });

  it('says of each row what a message takes', () => {
    for (const rows of [results.measurements.closed, results.measurements.open?.rows]) {
      expect(Object.keys(rows ?? {})).to.deep.equal(['ws', 'relay', 'sqlite']);
      for (const [report] of Object.values(rows ?? {})) {
        expect(report?.messages).to.be.greaterThan(0);
        expect(report?.messagesChecked).to.be.at.least(report?.messages ?? Number.NaN);
        expect(report?.ack.p99).to.be.at.least(report?.ack.p50 ?? Number.NaN);
        expect(report?.delivery.p50).to.be.greaterThan(0);
        expect(report?.serverCpuMicroseconds).to.be.at.least(0);
        expect(report?.serverResidentBytes).to.be.greaterThan(1_000_000);
      }
    }
  });

  it('measures each idle level, each lone message, and each operation on each dataset', () => {
    const { idle, lone, operations } = results.measurements;
    expect(idle?.sqlite?.[0]?.map(({ connections }) => connections)).to.deep.equal([10, 20]);
    expect(lone?.sqlite?.[0]?.atOnce.acks).to.have.length(3);
    expect(lone?.sqlite?.[0]?.atOnce.relayAcks).to.have.length(3);
    expect(lone?.sqlite?.[0]?.afterQuiet.inserts).to.have.length(3);
    for (const byDataset of Object.values(operations?.samples.sqlite ?? { none: {} })) {
      expect(Object.keys(byDataset)).to.deep.equal(['small', 'many chats', 'many unread', 'many users']);
      for (const samples of Object.values(byDataset)) expect(samples).to.have.length(3);
    }
  });

  it('holds every target against its bounds, and says which were not measured', () => {
    for (const { goal, least, isLessBetter } of results.targets) {
      expect(isLessBetter ? goal <= least : goal >= least).to.equal(true);
    }
    const standings = new Map(results.targets.map(({ title, standing }) => [title, standing]));
    expect(standings.get('Durable messages/s on MariaDB ÷ naive service')).to.equal('not measured');
    expect(standings.get('Durable messages/s on SQLite ÷ bare relay')).not.to.equal('not measured');
  });

  it('has the machine and the date, and is JSON', () => {
    const { machine, startedAt, finishedAt } = JSON.parse(JSON.stringify(results)) as Results;
    expect(machine).to.include.keys('processor', 'cores', 'memoryBytes', 'node', 'system');
    expect(Date.parse(finishedAt)).to.be.greaterThan(Date.parse(startedAt));
  });

  it('is shown as a table and as a chart', () => {
    const text = resultsText(results);
    for (const { title } of results.targets) expect(text).to.contain(title);
    const svg = chartSvg(results);
    expect(svg).to.match(/^<svg /);
    for (const shown of ['ours on SQLite', 'bare Socket.IO relay', 'Messages a second']) expect(svg).to.contain(shown);
  });
});
