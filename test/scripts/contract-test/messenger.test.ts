import { expect } from 'chai';
import { SignJWT } from 'jose';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { perCent, totalsOf } from '../../../scripts/contract-test/result.js';
import { runContractTest } from '../../../scripts/contract-test/run-contract-test.js';
import { describeOnEachDatabase, startServer } from '../../support/server.js';

describe('The contract test of the messenger', function () {
  this.timeout(120_000);

  describeOnEachDatabase('passes with full coverage', (server) => {
    it('for all operations and kinds of cases', async () => {
      const { contract } = await loadContract('asyncapi.yaml');
      const report = await runContractTest(contract, { target: { url: server().url }, seed: 11, runs: 25 });
      const { covered, applicable } = totalsOf(report);
      expect(report.results.filter(({ outcome }) => outcome !== 'passed')).to.deep.equal([]);
      expect(perCent(covered, applicable)).to.equal(100);
      process.stdout.write(`      ${covered} of ${applicable} operations × kinds covered\n`);
    });
  });

  it('tests an expired token if it is given', async () => {
    const secret = 'a secret of thirty-two bytes, or more';
    const server = await startServer({ environment: { JWT_SECRET: secret } });
    try {
      const { username } = await server.register('late');
      const expired = await new SignJWT({ username })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(1)
        .sign(new TextEncoder().encode(secret));
      const valid = await new SignJWT({ username })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(secret));
      const { contract } = await loadContract('asyncapi.yaml');
      const unauthenticatedFailures = async (token: string) => {
        const target = { url: server.url, timeoutMs: 500, expiredAuth: { token } };
        const report = await runContractTest(contract, { target, seed: 1, runs: 1 });
        return report.results.filter(({ kind, outcome }) => kind === 'unauthenticated' && outcome !== 'passed');
      };
      expect(await unauthenticatedFailures(expired)).to.deep.equal([]);
      const [accepted] = await unauthenticatedFailures(valid);
      expect(accepted?.message)
        .to.include('with expired credentials')
        .and.include('`auth-failed` to reach unauthenticated client');
    } finally {
      await server.close();
    }
  });
});
