import { expect } from 'chai';
import type { BenchOptions } from '../../bench/options.js';
import { partNames } from '../../bench/options.js';
import { build } from '../../bench/programs.js';
import { chartSvg } from '../../bench/report/chart.js';
import { rowsOf } from '../../bench/report/rows-of.js';
import { resultsText } from '../../bench/report/table.js';
import type { Results } from '../../bench/results.js';
import { runBench } from '../../bench/run-bench.js';

/** Every part with the smallest amounts, and the rows that need no MariaDB. */
const options: BenchOptions = {
  parts: partNames,
  rows: ['ws', 'relay', 'sqlite'],
  rounds: 1,
  seconds: 0.5,
  warmUpSeconds: 0.1,
  people: 6,
  conversations: 12,
  manyPeople: 10,
  manyConversations: 40,
  inFlight: 2,
  messagesPerSecond: 200,
  loneWarmUpMessages: 3,
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
    // The benchmark compiles the service and starts some thirty servers, each of which takes seconds on a busy machine.
    this.timeout(600_000);
    await build();
    results = await runBench(options, () => {});
  });

  it('measures the cost of a message on each row', () => {
    for (const rows of [results.measurements.closed, results.measurements.open?.rows]) {
      expect(Object.keys(rows ?? {})).to.deep.equal(['ws', 'relay', 'sqlite']);
      for (const [, [report]] of rowsOf(rows ?? {})) {
        expect(report?.messages).to.be.greaterThan(0);
        expect(report?.messagesChecked).to.be.at.least(report?.messages ?? Number.NaN);
        expect(report?.ack.p99).to.be.at.least(report?.ack.p50 ?? Number.NaN);
        expect(report?.delivery.p50).to.be.greaterThan(0);
        expect(report?.serverCpuMicroseconds).to.be.at.least(0);
        expect(report?.serverResidentBytes).to.be.greaterThan(1_000_000);
      }
    }
  });

  it('measures few and many conversations, the mixed workload and retries', () => {
    const { conversations, mixed, retries } = results.measurements;
    expect(Object.keys(conversations?.many ?? {})).to.deep.equal(['relay', 'sqlite']);
    expect(conversations?.many.sqlite?.[0]?.messages).to.be.greaterThan(0);
    expect(conversations?.few.sqlite?.[0]?.messages).to.be.greaterThan(0);
    expect(mixed?.sqlite?.[0]?.mixed?.reads).to.be.greaterThan(0);
    expect(mixed?.sqlite?.[0]?.mixed?.fetches).to.be.greaterThan(0);
    expect(retries?.some.sqlite?.[0]?.retries).to.be.greaterThan(0);
    expect(retries?.none.sqlite?.[0]?.retries).to.equal(undefined);
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

  it('compares every target with its bounds and marks targets that were not measured', () => {
    for (const { goal, minimum, isLessBetter } of results.targets) {
      expect(isLessBetter ? goal <= minimum : goal >= minimum).to.equal(true);
    }
    const statuses = new Map(results.targets.map(({ title, status }) => [title, status]));
    expect(statuses.get('Durable messages/s, MariaDB ÷ bare relay')).to.equal('not measured');
    expect(statuses.get('Durable messages/s, SQLite ÷ bare relay')).not.to.equal('not measured');
  });

  it('writes the machine and the dates as JSON', () => {
    const { machine, startedAt, finishedAt } = JSON.parse(JSON.stringify(results)) as Results;
    expect(machine).to.include.keys('processor', 'cores', 'memoryBytes', 'node', 'system');
    expect(Date.parse(finishedAt)).to.be.greaterThan(Date.parse(startedAt));
  });

  it('renders the results as a table and as a chart', () => {
    const text = resultsText(results);
    for (const { title } of results.targets) expect(text).to.contain(title);
    const svg = chartSvg(results);
    expect(svg).to.match(/^<svg /);
    for (const shown of ['ours on SQLite', 'bare Socket.IO relay', 'Messages per second'])
      expect(svg).to.contain(shown);
  });
});
