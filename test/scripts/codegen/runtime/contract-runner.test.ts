import { expect } from 'chai';
import { contractCases } from '../../../../scripts/codegen/runtime/contract-runner.js';
import type { ContractSuite, ContractTarget } from '../../../../scripts/codegen/runtime/contract-types.js';
import { ContractBreach } from '../../../../scripts/codegen/runtime/contract-types.js';
import { contractSuite } from '../../../fixtures/golden/auction/contract-suite.js';
import { auctionServer, type Fault } from './auction-server.js';

/** For each fault, the message that the suite must report, with the event and the field. */
const faults: Record<Fault, RegExp> = {
  'reply lacks a field': /place-bid.*\/bid\/bidder is required/,
  'reply has a wrong type': /place-bid.*\/bid\/amount must be integer/,
  'reply has an unknown field': /place-bid.*\/bid\/currency is not a known field/,
  'error has no code': /place-bid.*example "too little".*\/error\/code is required/,
  'error has an undocumented code': /place-bid.*`closed`.*invalid, too-low/,
  'invalid payload is accepted': /place-bid.*amount is too small.*instead of an error/,
  'invalid payload gets a wrong code': /place-bid.*amount is too small.*`too-low` instead of `invalid`/s,
  'no acknowledgement': /waited 300 ms for the reply to `place-bid`/,
  'two arguments': /`place-bid` was acknowledged with 2 arguments/,
  'event goes to a wrong client': /outbid.*waited 300 ms for `outbid` to reach ann/,
  'event goes to all clients': /`outbid` reached ben 1 times instead of 0/,
  'event is not sent': /waited 300 ms for `outbid` to reach ann/,
  'event is sent twice': /`outbid` reached ann 2 times instead of 1/,
  'event lacks a field': /`outbid`.*bidder/,
  'event has an unknown field': /`outbid`.*\/currency is not a known field/,
  'unknown event is sent': /place-bid.*received `gavel`, which the contract does not define/,
  'unauthenticated client gets a reply': /without credentials: `place-bid` was answered/,
  'unauthenticated client gets no refusal':
    /place-bid.*waited 300 ms for `turned-away` to reach unauthenticated client/,
  'unauthenticated client is accepted': /place-bid.*waited 300 ms for the server to close the socket/,
  'scenario has a wrong result': /place-bid.*\/bid\/amount is 6, not 5/,
};

/** Runs all cases and returns the messages of those that fail. */
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

  it('passes for a server that conforms to the contract', async () => {
    const { url, close } = await auctionServer();
    try {
      expect(await failures({ url })).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  for (const [fault, expected] of Object.entries(faults)) {
    it(`reports a server with the fault: ${fault}`, async () => {
      const { url, close } = await auctionServer(fault as Fault);
      try {
        const found = await failures({ url, timeoutMs: 300 });
        expect(
          found.filter((message) => expected.test(message)),
          found.join('\n'),
        ).not.to.be.empty;
      } finally {
        await close();
      }
    });
  }

  it('accepts any error code when the contract lists none for the event', async () => {
    const namespaces = contractSuite.namespaces.map((namespace) => ({
      ...namespace,
      clientEvents: namespace.clientEvents.map((event) => ({ ...event, errorCodes: [] })),
    }));
    const { url, close } = await auctionServer('error has an undocumented code');
    try {
      expect(await failures({ url }, { ...contractSuite, namespaces })).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it('contains cases for each event of the contract', () => {
    const namespaces = contractSuite.namespaces.flatMap(({ clientEvents, serverEvents }) => [
      ...clientEvents,
      ...serverEvents,
    ]);
    const tested = new Set(contractCases(contractSuite).map(({ event }) => event));
    expect([...tested]).to.have.members(namespaces.map(({ event }) => event));
  });

  it('fails with a connection error when there is no server', async () => {
    const { url, close } = await auctionServer();
    await close();
    const [first] = contractCases(contractSuite);
    const error = await first?.run({ url, timeoutMs: 300 }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
  });
});
