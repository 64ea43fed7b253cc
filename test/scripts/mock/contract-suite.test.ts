import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Contract } from '../../../scripts/codegen/contract.js';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { allCases } from '../../../scripts/contract-test/run-contract-test.js';
import { type Mock, startMock } from '../../../scripts/mock/start-mock.js';
import { contractOf, numbered, plain, rooms } from './documents.js';

const fixtures = 'test/fixtures/contracts';
/** Payloads are drawn as well, besides the examples. */
const draws = { seed: 1, runs: 10 };
/** Another file only holds what `delivery-tracking.yaml` refers to. */
const files = readdirSync(fixtures).filter((name) => name.endsWith('.yaml') && !name.endsWith('-schemas.yaml'));

describe('the mock keeps the contract', function () {
  this.timeout(60_000);

  describeContract('asyncapi.yaml', () => fromFile('asyncapi.yaml'));
  for (const name of files) describeContract(name, () => fromFile(`${fixtures}/${name}`));
  describeContract('a document without any extension', async () => contractOf(plain));
  describeContract('a document without identities', async () => contractOf(rooms));
  describeContract('a document whose identities are numbers', async () => contractOf(numbered));

  it('when several clients test it at the same time', async () => {
    const contract = await fromFile('asyncapi.yaml');
    const mock = await startMock(contract);
    const cases = allCases(contract, draws).filter(({ title }) => title.includes(' reaches bob'));
    const runs = [...cases, ...cases, ...cases].map(({ run }) => run({ url: mock.url }));
    await Promise.all(runs).finally(() => mock.close());
    expect(runs).to.have.length.of.at.least(6);
  });
});

async function fromFile(file: string): Promise<Contract> {
  return (await loadContract(file)).contract;
}

/** One test for each demand is not possible: what they are is known only once the document is read. */
function describeContract(name: string, load: () => Promise<Contract>): void {
  describe(`of ${name}`, () => {
    let mock: Mock;
    let contract: Contract;
    before(async () => {
      contract = await load();
      mock = await startMock(contract);
    });
    after(() => mock.close());

    it('with each demand of its suite', async () => {
      const broken: string[] = [];
      for (const { title, run } of allCases(contract, draws)) {
        await run({ url: mock.url, timeoutMs: 5_000 }).catch((error: Error) =>
          broken.push(`${title}: ${error.message}`),
        );
      }
      expect(broken).to.deep.equal([]);
    });

    it('and has something to send for each event of the server', () => {
      for (const { address, operations } of contract.namespaces) {
        for (const { event } of operations.filter(({ sender }) => sender === 'server')) {
          expect(mock.provoke(event, { namespace: address })).to.have.property('sentTo');
        }
      }
    });
  });
}
