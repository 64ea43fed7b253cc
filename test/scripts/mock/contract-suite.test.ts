import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Contract } from '../../../scripts/codegen/contract.js';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { allCases } from '../../../scripts/contract-test/run-contract-test.js';
import { type Mock, startMock } from '../../../scripts/mock/start-mock.js';
import { contractOf, numbered, plain, rooms } from './documents.js';

const fixtures = 'test/fixtures/contracts';
/** The options of the random cases, which are run besides the examples. */
const randomCases = { seed: 1, runs: 10 };
/** The documents. `delivery-schemas.yaml` is left out: it only contains schemas for `delivery-tracking.yaml`. */
const files = readdirSync(fixtures).filter((name) => name.endsWith('.yaml') && !name.endsWith('-schemas.yaml'));

describe('The mock passes the contract suite', function () {
  this.timeout(60_000);

  describeContract('asyncapi.yaml', () => fromFile('asyncapi.yaml'));
  for (const name of files) describeContract(name, () => fromFile(`${fixtures}/${name}`));
  describeContract('a document without any extension', async () => contractOf(plain));
  describeContract('a document without x-socketio-actors', async () => contractOf(rooms));
  describeContract('a document with numeric properties of actors', async () => contractOf(numbered));

  it('when several clients run it at the same time', async () => {
    const contract = await fromFile('asyncapi.yaml');
    const mock = await startMock(contract);
    const cases = allCases(contract, randomCases).filter(({ title }) => title.includes(' reaches bob'));
    const runs = [...cases, ...cases, ...cases].map(({ run }) => run({ url: mock.url }));
    await Promise.all(runs).finally(() => mock.close());
    expect(runs).to.have.length.of.at.least(6);
  });
});

async function fromFile(file: string): Promise<Contract> {
  return (await loadContract(file)).contract;
}

/**
 * Defines the tests of one document. All cases are one test, because they are known only when the document is loaded.
 */
function describeContract(name: string, load: () => Promise<Contract>): void {
  describe(`of ${name}`, () => {
    let mock: Mock;
    let contract: Contract;
    before(async () => {
      contract = await load();
      mock = await startMock(contract);
    });
    after(() => mock.close());

    it('in all cases', async () => {
      const failures: string[] = [];
      for (const { title, run } of allCases(contract, randomCases)) {
        await run({ url: mock.url, timeoutMs: 5_000 }).catch((error: Error) =>
          failures.push(`${title}: ${error.message}`),
        );
      }
      expect(failures).to.deep.equal([]);
    });

    it('and can send each server event on request', () => {
      for (const { address, operations } of contract.namespaces) {
        for (const { event } of operations.filter(({ sender }) => sender === 'server')) {
          expect(mock.provoke(event, { namespace: address })).to.have.property('sentTo');
        }
      }
    });
  });
}
