import { expect } from 'chai';
import type { Contract } from '../../../scripts/codegen/contract.js';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { type CaseResult, totalsOf } from '../../../scripts/contract-test/result.js';
import { runContractTest } from '../../../scripts/contract-test/run-contract-test.js';
import { mutationsOf } from '../../../scripts/mock/mutations-of.js';
import { startMock } from '../../../scripts/mock/start-mock.js';

const documents = ['asyncapi.yaml', 'auction', 'arena-game', 'delivery-tracking'].map((name) =>
  name.endsWith('.yaml') ? name : `test/fixtures/contracts/${name}.yaml`,
);

describe('The contract test', function () {
  this.timeout(120_000);

  for (const document of documents) {
    it(`passes against the mock of ${document}, and gives a reason for each combination without coverage`, async () => {
      const { contract } = await loadContract(document);
      const mock = await startMock(contract, {});
      try {
        const report = await runContractTest(contract, { target: { url: mock.url }, seed: 5, runs: 10 });
        expect(report.results.filter(({ outcome }) => outcome !== 'passed')).to.deep.equal([]);
        for (const cell of report.coverage) {
          expect(cell.why === undefined, `${cell.event} ${cell.kind}`).to.equal(cell.state === 'passed');
        }
        const { covered, applicable } = totalsOf(report);
        process.stdout.write(`      ${covered} of ${applicable} operations × kinds covered\n`);
      } finally {
        await mock.close();
      }
    });
  }

  const mutants: [title: string, expected: RegExp][] = [
    ['the reply to send-message lacks /chat/id', /\/chat\/id is required/],
    [
      'the reply to fetch-users has the unknown field /users/*/mockUnknownField',
      /mockUnknownField is not a known field/,
    ],
    ['the error of read-chat lacks /error/code', /\/error\/code is required|instead of an error/],
    ['chat is also sent to another client', /`chat` reached carol 1 times instead of 0/],
  ];
  for (const [title, expected] of mutants) {
    it(`reports the operation, the field and the expected value when ${title}`, async () => {
      const { contract } = await loadContract('asyncapi.yaml');
      const failures = await failuresOf(contract, title);
      const breaches = failures.filter(({ outcome }) => outcome === 'failed');
      expect(breaches.map((breach) => `${breach.title}: ${breach.message}`).join('\n')).to.match(expected);
    });
  }

  it('reports an error, not a failure, for a scenario that needs to remove an actor when only tokens are given', async () => {
    const { contract } = await loadContract('asyncapi.yaml');
    const mock = await startMock(contract, {});
    try {
      const identities = {
        create: async (actor: string) => ({ auth: { token: `mock-${actor}` }, properties: { username: actor } }),
      };
      const report = await runContractTest(contract, { target: { url: mock.url, identities }, seed: 1, runs: 1 });
      const leave = report.results.filter(({ event }) => event === 'user-leave');
      expect(leave.map(({ outcome, message }) => [outcome, message])).to.deep.equal([
        ['error', 'The identity of leaver cannot be removed: no removal is configured'],
      ]);
      const cell = report.coverage.find(({ event, kind }) => event === 'user-leave' && kind === 'provoked');
      expect(cell?.state).to.equal('not-covered');
    } finally {
      await mock.close();
    }
  });

  it('generates the same payloads from the same seed, and reports the smallest failing payload', async () => {
    const { contract } = await loadContract('asyncapi.yaml');
    const title = mutationsOf(contract).find(
      ({ change, operation }) =>
        operation?.event === 'send-message' && 'how' in change && change.how === 'valid refused',
    )?.title;
    const smallest = async () => {
      const failures = await failuresOf(contract, String(title));
      return failures.find((failure) => failure.title.includes('random payloads'))?.message;
    };
    expect(await smallest())
      .to.include('the smallest failing payload')
      .and.to.equal(await smallest());
  });
});

/** Returns the results that did not pass against a mock with one mutation. */
async function failuresOf(contract: Contract, title: string): Promise<CaseResult[]> {
  const mutation = mutationsOf(contract).find((candidate) => candidate.title === title);
  expect(mutation, title).to.not.equal(undefined);
  const mock = await startMock(contract, mutation ? { mutation } : {});
  try {
    const report = await runContractTest(contract, { target: { url: mock.url, timeoutMs: 1_000 }, seed: 3, runs: 5 });
    return report.results.filter(({ outcome }) => outcome !== 'passed');
  } finally {
    await mock.close();
  }
}
