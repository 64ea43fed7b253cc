import { expect } from 'chai';
import { contractCases } from '../generated/contract-runner.js';
import { contractSuite } from '../generated/contract-suite.js';
import { clientOperations, serverOperations } from '../generated/operations.js';
import { describeOnEachDatabase } from './support/server.js';

const cases = contractCases(contractSuite);

describe('the contract', () => {
  it('has at least one case for each of its operations, and none for others', () => {
    const events = new Set([...Object.keys(clientOperations), ...Object.keys(serverOperations)]);
    expect(new Set(cases.map(({ event }) => event))).to.deep.equal(events);
  });

  describeOnEachDatabase('is kept', (server) => {
    for (const { title, run } of cases) it(title, () => run({ url: server().url, timeoutMs: 5_000 }));
  });
});
