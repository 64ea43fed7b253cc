import { expect } from 'chai';
import type { ContractSuite, ContractTarget } from '../../../../scripts/codegen/runtime/contract-demands.js';
import { ContractBreach } from '../../../../scripts/codegen/runtime/contract-demands.js';
import { contractCases } from '../../../../scripts/codegen/runtime/contract-runner.js';
import { contractSuite } from '../../../fixtures/golden/auction/contract-suite.js';
import { auctionServer, type Fault } from './auction-server.js';

/** Each fault, and what must be said of it: the event, and the field where there is one. */
const faults: Record<Fault, RegExp> = {
  'reply lacks a field': /place-bid.*\/bid\/bidder is required/,
  'reply has a wrong type': /place-bid.*\/bid\/amount must be integer/,
  'reply has an unknown field': /place-bid.*\/bid\/currency is not a known field/,
  'error has no code': /place-bid.*example "too little".*\/error\/code is required/,
  'error has a code of others': /place-bid.*`closed`.*invalid, too-low/,
  'invalid payload is accepted': /place-bid.*amount is too small.*in place of an error/,
  'invalid payload has another code': /place-bid.*amount is too small.*`too-low` where `invalid` is due/s,
  'no acknowledgement': /waited 300 ms for the reply to `place-bid`/,
  'two arguments': /`place-bid` was acknowledged with 2 arguments/,
  'event goes to somebody else': /outbid.*waited 300 ms for `outbid` to reach ann/,
  'event goes to everybody': /`outbid` reached ben 1 times, where 0 is due/,
  'event is not sent': /waited 300 ms for `outbid` to reach ann/,
  'event is sent twice': /`outbid` reached ann 2 times, where 1 is due/,
  'event lacks a field': /`outbid`.*bidder/,
  'event has an unknown field': /`outbid`.*\/currency is not a known field/,
  'unknown event is sent': /place-bid.*got `gavel`, which the contract does not know/,
  'stranger is answered': /without credentials: `place-bid` was answered/,
  'stranger is not told': /place-bid.*waited 300 ms for `turned-away` to reach stranger/,
  'stranger is let in': /place-bid.*waited 300 ms for the server to close the socket/,
  'scenario is carried out wrongly': /place-bid.*\/bid\/amount is 6, not 5/,
};

/** What each case that failed says. */
async function failures(target: ContractTarget, suite: ContractSuite = contractSuite): Promise<string[]> {
  const found: string[] = [];
  for (const { title, run } of contractCases(suite)) {
    await run(target).catch((error: unknown) => {
      if (!(error instanceof ContractBreach)) throw error;
      found.push(`${title}: ${error.message}`);
    });
  }
  return found;
}

describe('The contract suite', function () {
  this.timeout(30_000);

  it('has nothing to say against a server that keeps the contract', async () => {
    const { url, close } = await auctionServer();
    try {
      expect(await failures({ url })).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  for (const [fault, told] of Object.entries(faults)) {
    it(`tells of a server whose fault is: ${fault}`, async () => {
      const { url, close } = await auctionServer(fault as Fault);
      try {
        const found = await failures({ url, timeoutMs: 300 });
        expect(
          found.filter((message) => told.test(message)),
          found.join('\n'),
        ).not.to.be.empty;
      } finally {
        await close();
      }
    });
  }

  it('lets an event answer any code, where the contract lists none for it', async () => {
    const namespaces = contractSuite.namespaces.map((namespace) => ({
      ...namespace,
      clientEvents: namespace.clientEvents.map((event) => ({ ...event, errorCodes: [] })),
    }));
    const { url, close } = await auctionServer('error has a code of others');
    try {
      expect(await failures({ url }, { ...contractSuite, namespaces })).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it('has cases for each event of the contract', () => {
    const namespaces = contractSuite.namespaces.flatMap(({ clientEvents, serverEvents }) => [
      ...clientEvents,
      ...serverEvents,
    ]);
    const tested = new Set(contractCases(contractSuite).map(({ event }) => event));
    expect([...tested]).to.have.members(namespaces.map(({ event }) => event));
  });

  it('says that there is no server, where there is none', async () => {
    const { url, close } = await auctionServer();
    await close();
    const [first] = contractCases(contractSuite);
    const error = await first?.run({ url, timeoutMs: 300 }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
  });
});
