import { expect } from 'chai';
import { SignJWT } from 'jose';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { perCent, totalsOf } from '../../../scripts/contract-test/result.js';
import { runContractTest } from '../../../scripts/contract-test/run-contract-test.js';
import { describeOnEachDatabase, startServer } from '../../support/server.js';

describe('testing the messenger against its contract', function () {
  this.timeout(120_000);

  describeOnEachDatabase('reaches everything that the document allows', (server) => {
    it('and finds nothing to say against it', async () => {
      const { contract } = await loadContract('asyncapi.yaml');
      const report = await runContractTest(contract, { target: { url: server().url }, seed: 11, runs: 25 });
      const { reached, applicable } = totalsOf(report);
      expect(report.results.filter(({ outcome }) => outcome !== 'held')).to.deep.equal([]);
      expect(perCent(reached, applicable)).to.equal(100);
      process.stdout.write(`      ${reached} of ${applicable} operations × kinds reached\n`);
    });
  });

  it('tries an expired token, too, where one is given', async () => {
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
      const strangers = async (token: string) => {
        const target = { url: server.url, timeoutMs: 500, expiredAuth: { token } };
        const report = await runContractTest(contract, { target, seed: 1, runs: 1 });
        return report.results.filter(({ kind, outcome }) => kind === 'unauthenticated' && outcome !== 'held');
      };
      expect(await strangers(expired)).to.deep.equal([]);
      const [letIn] = await strangers(valid);
      expect(letIn?.message).to.include('with expired credentials').and.include('`auth-failed` to reach stranger');
    } finally {
      await server.close();
    }
  });
});
