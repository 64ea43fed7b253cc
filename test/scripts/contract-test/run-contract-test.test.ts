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

describe('the contract test', function () {
  this.timeout(120_000);

  for (const document of documents) {
    it(`holds against the mock of ${document}, and says what it could not reach`, async () => {
      const { contract } = await loadContract(document);
      const mock = await startMock(contract, {});
      try {
        const report = await runContractTest(contract, { target: { url: mock.url }, seed: 5, runs: 10 });
        expect(report.results.filter(({ outcome }) => outcome !== 'held')).to.deep.equal([]);
        for (const cell of report.coverage) {
          expect(cell.why === undefined, `${cell.event} ${cell.kind}`).to.equal(cell.state === 'held');
        }
        const { reached, applicable } = totalsOf(report);
        process.stdout.write(`      ${reached} of ${applicable} operations × kinds reached\n`);
      } finally {
        await mock.close();
      }
    });
  }

  const told: [title: string, RegExp][] = [
    ['the reply to send-message lacks /chat/id', /\/chat\/id is required/],
    [
      'the reply to fetch-users has the unknown field /users/*/mockUnknownField',
      /mockUnknownField is not a known field/,
    ],
    ['the error of read-chat lacks /error/code', /\/error\/code is required|in place of an error/],
    ['chat is sent to somebody else too', /`chat` reached carol 1 times, where 0 is due/],
  ];
  for (const [title, message] of told) {
    it(`names the operation, the field and what was expected, where ${title}`, async () => {
      const { contract } = await loadContract('asyncapi.yaml');
      const failures = await failuresOf(contract, title);
      const breaches = failures.filter(({ outcome }) => outcome === 'broken');
      expect(breaches.map((breach) => `${breach.title}: ${breach.message}`).join('\n')).to.match(message);
    });
  }

  it('does not call a server broken for what could not be tried: nobody can be removed with tokens alone', async () => {
    const { contract } = await loadContract('asyncapi.yaml');
    const mock = await startMock(contract, {});
    try {
      const identities = {
        create: async (actor: string) => ({ auth: { token: `mock-${actor}` }, properties: { username: actor } }),
      };
      const report = await runContractTest(contract, { target: { url: mock.url, identities }, seed: 1, runs: 1 });
      const leave = report.results.filter(({ event }) => event === 'user-leave');
      expect(leave.map(({ outcome, message }) => [outcome, message])).to.deep.equal([
        ['error', 'There is no way to remove leaver'],
      ]);
      const cell = report.coverage.find(({ event, kind }) => event === 'user-leave' && kind === 'provoked');
      expect(cell?.state).to.equal('not-reached');
    } finally {
      await mock.close();
    }
  });

  it('draws the same payloads from the same seed, and tells of the smallest that breaks the contract', async () => {
    const { contract } = await loadContract('asyncapi.yaml');
    const title = mutationsOf(contract).find(
      ({ change, operation }) =>
        operation?.event === 'send-message' && 'how' in change && change.how === 'valid refused',
    )?.title;
    const drawn = async () => {
      const failures = await failuresOf(contract, String(title));
      return failures.find((failure) => failure.title.includes('drawn from its schema'))?.message;
    };
    expect(await drawn())
      .to.include('the smallest payload found that shows it')
      .and.to.equal(await drawn());
  });
});

/** What does not hold against a mock that is changed in one way. */
async function failuresOf(contract: Contract, title: string): Promise<CaseResult[]> {
  const mutation = mutationsOf(contract).find((candidate) => candidate.title === title);
  expect(mutation, title).to.not.equal(undefined);
  const mock = await startMock(contract, mutation ? { mutation } : {});
  try {
    const report = await runContractTest(contract, { target: { url: mock.url, timeoutMs: 1_000 }, seed: 3, runs: 5 });
    return report.results.filter(({ outcome }) => outcome !== 'held');
  } finally {
    await mock.close();
  }
}
