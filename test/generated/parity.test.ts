import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { closedValidators } from '../../generated/closed-validators.js';
import { contractSuite } from '../../generated/contract-suite.js';
import type { SuiteScenario } from '../../generated/contract-types.js';
import { clientOperations, enginePath, namespace, serverOperations } from '../../generated/operations.js';
import { validators } from '../../generated/validators.js';
import type { Contract, Peer } from '../../scripts/codegen/contract.js';
import { loadContract } from '../../scripts/codegen/load-contract.js';
import { root } from '../scripts/run-script.js';

const mapNames: Record<Peer, string> = { client: 'ClientToServerEvents', server: 'ServerToClientEvents' };
const tables = { client: clientOperations, server: serverOperations };

describe('The code generated from asyncapi.yaml', () => {
  let contract: Contract;
  before(async () => {
    ({ contract } = await loadContract(join(root, 'asyncapi.yaml')));
  });

  function operationsOf(peer: Peer) {
    return contract.namespaces.flatMap(({ operations }) => operations).filter(({ sender }) => sender === peer);
  }

  for (const peer of ['client', 'server'] as const) {
    it(`has exactly the document's operations of a ${peer} in the operation table`, () => {
      const wanted = operationsOf(peer).map(({ id, event, payload, reply, error, errorCodes }) => [
        event,
        { id, payload: payload?.type, reply: reply?.type, error: error?.type, errorCodes },
      ]);
      const found = Object.entries(tables[peer]).map(([event, { id, payload, reply, error, errorCodes }]) => [
        event,
        { id, payload: payload.typeName, reply: reply?.typeName, error: error?.typeName, errorCodes },
      ]);
      expect(found).to.deep.equal(wanted);
    });

    it(`has exactly the document's events of a ${peer} in the event map`, async () => {
      const source = await readFile(join(root, 'generated/events.ts'), 'utf8');
      const body = source.slice(source.indexOf(`export interface ${mapNames[peer]} {`)).split('\n}\n', 1)[0] ?? '';
      const keys = [...body.matchAll(/^ {2}'?([\w-]+)'?: \(/gm)].map(([, key]) => key);
      expect(keys).to.deep.equal(operationsOf(peer).map(({ event }) => event));
    });

    it(`has exactly the document's events of a ${peer} in the contract suite, with a scenario each`, () => {
      const suite = contractSuite.namespaces.flatMap(
        ({ clientEvents, serverEvents }): readonly { event: string; scenario: SuiteScenario | undefined }[] =>
          peer === 'client' ? clientEvents : serverEvents,
      );
      expect(suite.map(({ event }) => event)).to.deep.equal(operationsOf(peer).map(({ event }) => event));
      for (const { event, scenario } of suite) expect(scenario?.steps, event).not.to.equal(undefined);
    });
  }

  it('has a validator for each type, and no others', () => {
    expect(Object.keys(validators)).to.have.members([...contract.schemas.keys()]);
    expect(Object.keys(closedValidators)).to.have.members([...contract.schemas.keys()]);
    for (const [name, { typeName }] of Object.entries(validators)) expect(typeName).to.equal(name);
  });

  it('declares each type, and no others', async () => {
    const source = await readFile(join(root, 'generated/models.ts'), 'utf8');
    const declared = [...source.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
    expect(declared).to.deep.equal([...contract.schemas.keys()]);
  });

  it('contains the path and the namespace of the document', () => {
    expect(enginePath).to.equal(contract.servers[0]?.path);
    expect(namespace).to.equal(contract.namespaces[0]?.address);
  });

  it('contains the bundled document as JSON', async () => {
    expect(JSON.parse(await readFile(join(root, 'generated/asyncapi.json'), 'utf8'))).to.deep.equal(contract.document);
  });

  it('rejects, by its own validators, every invalid payload of the suite', () => {
    const table = Object.entries(clientOperations);
    for (const { event, invalid, examples } of contractSuite.namespaces.flatMap(({ clientEvents }) => clientEvents)) {
      const payload = table.find(([name]) => name === event)?.[1].payload;
      expect(invalid, event).not.to.be.empty;
      for (const { what, ...sent } of invalid) expect(payload?.is(sent.payload), `${event}: ${what}`).to.equal(false);
      for (const { name, payload: example } of examples)
        expect(payload?.is(example), `${event}: ${name}`).to.equal(true);
    }
  });

  it('rejects unknown fields in the validators for tests only', () => {
    const user = { username: 'bob', isOnline: true, colour: 'red' };
    expect(validators.User.problems(user)).to.deep.equal([]);
    expect(closedValidators.User.problems(user)).to.deep.equal([{ path: '/colour', message: 'is not a known field' }]);
  });
});
