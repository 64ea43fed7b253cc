import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildContract } from '../../scripts/codegen/build-contract.js';
import { buildSuite } from '../../scripts/codegen/build-suite.js';
import type { Contract, JsonObject, Schema } from '../../scripts/codegen/contract.js';
import type { GeneratedFiles } from '../../scripts/codegen/generated-files.js';
import { isObject, objectAt } from '../../scripts/codegen/json.js';
import { loadContract } from '../../scripts/codegen/load-contract.js';
import { loadDocument } from '../../scripts/codegen/load-document.js';
import { type ContractCase, contractCases } from '../../scripts/codegen/runtime/contract-runner.js';
import { contractValidators } from '../../scripts/contract-test/contract-validators.js';
import { totalsOf } from '../../scripts/contract-test/result.js';
import { runContractTest } from '../../scripts/contract-test/run-contract-test.js';
import { compareContracts } from '../../scripts/diff/compare-contracts.js';
import type { Mutation } from '../../scripts/mock/mutation.js';
import { mutationsOf } from '../../scripts/mock/mutations-of.js';
import { startMock } from '../../scripts/mock/start-mock.js';
import { generatedProject, generateFiles } from './generate-files.js';
import { compile } from './run-script.js';
import type { ScratchFolder } from './scratch-folder.js';

/** Fixtures written from the public sources named in them, with declarations that their generated files contain. */
const documents: [name: string, declarations: [file: string, declaration: string][]][] = [
  [
    'uptime-kuma',
    [
      ['models.ts', 'export type MonitorsById = Record<string, Monitor>;'],
      ['models.ts', 'children: Condition[];'],
      ['models.ts', 'export type HeartbeatStatus = 0 | 1 | 2 | 3;'],
      ['models.ts', 'export type LoginReply = LoginReplyOption1 | LoginReplyOption2;'],
      ['events.ts', 'needSetup: (acknowledge: (reply: NeedSetupReply) => void) => void;'],
      ['events.ts', 'loginRequired: () => void;'],
      ['events.ts', 'pauseMonitor: (payload: MonitorId, acknowledge: (reply: Done | FailedReply) => void) => void;'],
    ],
  ],
  [
    'open-webui',
    [
      ['events.ts', "'chat-events': (payload: ChatEventsEvent, acknowledge: (reply: Answer) => void) => void;"],
      ['models.ts', "export type ContentDataType = 'chat:message:delta' | 'message' | 'chat:message' | 'replace';"],
    ],
  ],
  [
    'homebridge-ui',
    [
      ['events.ts', 'export interface TerminalClientToServerEvents {'],
      ['models.ts', 'export interface Status {'],
      ['models.ts', 'services: LayoutItemServicesItem[];'],
      ['models.ts', "'Serial Number': string;"],
      ['models.ts', 'linkedServices?: Record<string, Service>;'],
      ['models.ts', "export type Status2 = 'ok' | 'pending' | 'down';"],
    ],
  ],
  ['private-messaging', [['events.ts', "'user disconnected': (payload: UserID) => void;"]]],
  ['todo-list', [['events.ts', "'todo:create': ("]]],
];

/** How many mutants are tested in parallel; the tests mostly wait for timeouts. */
const atOnce = 12;
/** The timeout of each wait in ms; short, because all servers run on this machine. */
const timeoutMs = 1_000;

describe('The document of a real service', function () {
  this.timeout(60_000);
  let generated: Map<string, GeneratedFiles>;
  let scratch: ScratchFolder;

  before(async () => {
    ({ scratch, generated } = await generatedProject(documents.map(([name]) => ({ name, path: pathOf(name) }))));
  });
  after(() => scratch.remove());

  it('makes code that compiles under the strict settings of this package', async () => {
    expect(await compile(scratch.path)).to.deep.equal({ code: 0, stdout: '', stderr: '' });
  });

  for (const [name, declarations] of documents) {
    describe(name, () => {
      let contract: Contract;

      before(async () => {
        contract = (await loadContract(pathOf(name))).contract;
      });

      it('names every type and contains no any', () => {
        for (const path of ['models.ts', 'events.ts', 'operations.ts', 'client.ts']) {
          expect(generated.get(name)?.get(path), path).not.to.match(/\bany\b|Anonymous|EveryType/);
        }
      });

      for (const [file, declaration] of declarations) {
        it(`declares ${declaration}`, () => {
          expect(generated.get(name)?.get(file)).to.include(declaration);
        });
      }

      it('yields a docs page of less than 200 kB', async () => {
        expect((await stat(join(scratch.path, name, 'docs', 'index.html'))).size).to.be.below(200_000);
      });

      it('passes its contract test against its mock', async () => {
        const mock = await startMock(contract, {});
        try {
          const report = await runContractTest(contract, { target: { url: mock.url }, seed: 5, runs: 10 });
          expect(report.results.filter(({ outcome }) => outcome !== 'passed')).to.deep.equal([]);
          // Everything is covered except events that scenarios cannot provoke.
          const uncovered = report.coverage.filter(({ kind, state }) => kind !== 'provoked' && state === 'not-covered');
          expect(uncovered).to.deep.equal([]);
          const { covered, applicable } = totalsOf(report);
          process.stdout.write(`          ${covered} of ${applicable} operations × kinds covered\n`);
        } finally {
          await mock.close();
        }
      });

      it('fails its contract test against every mutant of its mock', async () => {
        const mutations = mutationsOf(contract);
        const undetected = await undetectedOf(contract, mutations);
        process.stdout.write(
          `          ${mutations.length - undetected.length} of ${mutations.length} mutants detected\n`,
        );
        expect(undetected).to.deep.equal([]);
      });

      it('has no differences from itself', async () => {
        const again = (await loadContract(pathOf(name))).contract;
        expect(compareContracts(contract, again)).to.deep.equal([]);
      });

      it('is broken by the removal of any event', async () => {
        for (const { event, namespace, without } of await withoutEachEvent(name)) {
          const changes = compareContracts(contract, without);
          const gone = changes.find(
            ({ level, what }) => level === 'breaking' && /^event from the .* removed/.test(what),
          );
          expect(gone?.where, `${namespace} ${event}`).to.include(event);
        }
      });

      it('is broken by a new required field in any request', () => {
        const requests = objectRequestsOf(contract);
        expect(requests).to.not.be.empty;
        for (const type of requests) {
          const changes = compareContracts(contract, withRequired(contract, type, 'nonce'));
          const breaking = changes.filter(({ level }) => level === 'breaking').map(({ what }) => what);
          expect(breaking, type).to.include('new required field');
        }
      });
    });
  }
});

describe('The contract tooling, regression tests for real documents', () => {
  it('recognises an error reply by a field with another value', async () => {
    const client = (await generateFiles(pathOf('uptime-kuma'))).get('client.ts');
    expect(client).to.include("errorIs: { field: 'ok', values: [false] }");
    const { PendingCall } = await import('../../scripts/codegen/runtime/client-call.js');
    const definition = { event: 'pause', errorIs: { field: 'ok', values: [false] } };
    const call = new PendingCall(definition, 7, {}, () => {});
    call.resolve(undefined);
    expect(call.isErrorReply({ ok: true, msg: 'paused' })).to.equal(false);
    expect(call.isErrorReply({ ok: false, msg: 'no such monitor' })).to.equal(true);
  });

  it('accepts the fields of all parts of an allOf, and rejects all other fields', async () => {
    const { contract } = await loadContract(pathOf('homebridge-ui'));
    const closed = contractValidators(contract, { closed: true });
    const key = { uniqueId: 'a1', aid: 2, iid: 8, uuid: '43' };
    const service = { ...key, serviceName: 'Lamp', serviceCharacteristics: [] };
    const accessoryInformation = { Manufacturer: 'ACME', 'Serial Number': '1' };
    expect(closed('Service').problems({ ...service, accessoryInformation })).to.deep.equal([]);
    expect(closed('ServiceKey').problems({ ...key, hidden: true })).to.deep.equal([
      { path: '/hidden', message: 'is not a known field' },
    ]);
    const more = { ...accessoryInformation, Colour: 'red' };
    expect(closed('Service').problems({ ...service, accessoryInformation: more })).to.deep.equal([
      { path: '/accessoryInformation/Colour', message: 'is not a known field' },
    ]);
  });

  it('waits for pending events by a request without effects', async () => {
    const { contract } = await loadContract(pathOf('uptime-kuma'));
    const isListing = ({ event }: { event: string }) => event === 'getMonitorList';
    const namespaces = contract.namespaces.map((namespace) => {
      const { operations } = namespace;
      return { ...namespace, operations: operations.toSorted((a, b) => Number(isListing(b)) - Number(isListing(a))) };
    });
    const listingFirst = { ...contract, namespaces };
    const suite = buildSuite(listingFirst, contractValidators(listingFirst, { closed: true }));
    const mock = await startMock(listingFirst, {});
    try {
      for (const { event, run } of contractCases(suite)) {
        if (event === 'monitorList') await run({ url: mock.url, timeoutMs });
      }
    } finally {
      await mock.close();
    }
  });

  it('recognises the code of an error reply that consists of the code only', async () => {
    const { contract } = await loadContract(pathOf('todo-list'));
    const undetected = mutationsOf(contract).filter(({ title }) => / has the code entity not found$/.test(title));
    expect(undetected).to.not.be.empty;
    expect(await undetectedOf(contract, undetected)).to.deep.equal([]);
    const create = contract.namespaces[0]?.operations.find(({ id }) => id === 'create');
    expect(create?.error?.examples).to.have.lengthOf(2);
  });
});

function pathOf(name: string): string {
  return `test/fixtures/contracts/real/${name}.yaml`;
}

/** Returns the titles of the mutants that the contract suite does not detect. */
async function undetectedOf(contract: Contract, mutations: readonly Mutation[]): Promise<string[]> {
  const cases = contractCases(buildSuite(contract, contractValidators(contract, { closed: true })));
  const undetected: string[] = [];
  const waiting = [...mutations];
  const work = async () => {
    for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
      if (!(await isDetected(contract, mutation, cases))) undetected.push(mutation.title);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return undetected.sort();
}

async function isDetected(contract: Contract, mutation: Mutation, cases: ContractCase[]): Promise<boolean> {
  const mock = await startMock(contract, { mutation });
  const { namespace, operation } = mutation;
  try {
    for (const candidate of cases.filter((one) => one.namespace === namespace)) {
      if (operation !== undefined && candidate.event !== operation.event) continue;
      await candidate.run({ url: mock.url, timeoutMs });
    }
    return false;
  } catch {
    return true;
  } finally {
    await mock.close();
  }
}

/** Returns copies of the document, each without one of the operations that have a single event. */
async function withoutEachEvent(name: string): Promise<{ event: string; namespace: string; without: Contract }[]> {
  const { document } = await loadDocument(pathOf(name));
  return buildContract(document).namespaces.flatMap(({ address, operations }) =>
    operations.flatMap(({ id, event }) => {
      const rest = Object.entries(objectAt(document, 'operations')).filter(([key]) => key !== id);
      if (rest.length === Object.keys(objectAt(document, 'operations')).length) return [];
      const without: JsonObject = { ...document, operations: Object.fromEntries(rest) };
      return [{ event, namespace: address, without: buildContract(without) }];
    }),
  );
}

/** Returns the types of client payloads that are plain objects. */
function objectRequestsOf({ namespaces, schemas }: Contract): string[] {
  const operations = namespaces.flatMap((namespace) => namespace.operations);
  const types = operations.flatMap(({ sender, payload }) => (sender === 'client' && payload ? [payload.type] : []));
  return [...new Set(types)].filter((type) => isObject(schemas.get(type)?.['properties']));
}

function withRequired(contract: Contract, type: string, field: string): Contract {
  const schema: Schema = contract.schemas.get(type) ?? {};
  const changed: Schema = {
    ...schema,
    required: [...(Array.isArray(schema['required']) ? schema['required'] : []), field],
    properties: { ...objectAt(schema, 'properties'), [field]: { type: 'string' } },
  };
  return { ...contract, schemas: new Map([...contract.schemas, [type, changed]]) };
}
