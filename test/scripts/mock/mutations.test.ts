import { expect } from 'chai';
import { buildSuite } from '../../../scripts/codegen/build-suite.js';
import type { Contract } from '../../../scripts/codegen/contract.js';
import { loadContract } from '../../../scripts/codegen/load-contract.js';
import { type ContractCase, contractCases } from '../../../scripts/codegen/runtime/contract-runner.js';
import { contractValidators } from '../../../scripts/contract-test/contract-validators.js';
import type { Mutation } from '../../../scripts/mock/mutation.js';
import { mutationsOf } from '../../../scripts/mock/mutations-of.js';
import { startMock } from '../../../scripts/mock/start-mock.js';
import { contractOf, numbered, rooms } from './documents.js';

/** How many mutants are tested in parallel; the tests mostly wait for timeouts. */
const atOnce = 6;
/** The timeout of each wait in ms; short, because all servers run on this machine. */
const timeoutMs = 1_500;

describe('The mutants of the mock', () => {
  it('cover each operation of a document, with unique titles', async () => {
    const contract = await messenger();
    const mutations = mutationsOf(contract);
    const titles = mutations.map(({ title }) => title);
    expect(new Set(titles).size).to.equal(titles.length);
    const ids = contract.namespaces.flatMap(({ operations }) => operations.map(({ id }) => id));
    expect(new Set(mutations.flatMap(({ operation }) => operation?.id ?? []))).to.deep.equal(new Set(ids));
    expect(titles).to.include.members([
      'the reply to send-message lacks /chat/id',
      'the reply to send-message has null as /chat/sender',
      'the reply to fetch-users has the unknown field /users/*/mockUnknownField',
      'the reply to fetch-unread-chats-count has another /unreadChatsCount',
      'the error of read-chat lacks /error/code',
      'the error of wait-for-user has the code chat-not-found',
      'chat is also sent to another client',
      '/chat answers before it refuses',
    ]);
  });

  it('all fail the contract suite of the messenger', async function () {
    this.timeout(240_000);
    await expectAllDetected(await messenger());
  });

  it('all fail the contract suite of a document without error replies', async function () {
    this.timeout(120_000);
    await expectAllDetected(contractOf(rooms));
  });

  it('all fail the contract suite of a document with numeric properties of actors', async function () {
    this.timeout(120_000);
    await expectAllDetected(contractOf(numbered));
  });
});

async function messenger(): Promise<Contract> {
  return (await loadContract('asyncapi.yaml')).contract;
}

async function expectAllDetected(contract: Contract): Promise<void> {
  const mutations = mutationsOf(contract);
  const cases = contractCases(buildSuite(contract, contractValidators(contract, { closed: true })));
  const undetected: Mutation[] = [];
  const waiting = [...mutations];
  const work = async () => {
    for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
      if (!(await isDetected(contract, mutation, cases))) undetected.push(mutation);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  process.stdout.write(`      ${mutations.length - undetected.length} of ${mutations.length} mutants detected\n`);
  expect(undetected.map(({ title }) => title).sort()).to.deep.equal([]);
}

async function isDetected(contract: Contract, mutation: Mutation, cases: ContractCase[]): Promise<boolean> {
  const mock = await startMock(contract, { mutation });
  const { operation } = mutation;
  try {
    for (const { event, run } of cases) {
      if (operation !== undefined && event !== operation.event) continue;
      await run({ url: mock.url, timeoutMs });
    }
    return false;
  } catch {
    return true;
  } finally {
    await mock.close();
  }
}
