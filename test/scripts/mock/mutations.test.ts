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

/** How many mutants are tested at the same time; they mostly wait for what never comes. */
const atOnce = 6;
/** Milliseconds until what did not come counts as not coming: everything is on this machine. */
const timeoutMs = 1_500;

describe('mutants of the mock', () => {
  it('are made for each operation of a document, by titles of their own', async () => {
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
      'chat is sent to somebody else too',
      '/chat answers before it refuses',
    ]);
  });

  it('are caught by the contract suite, all of the messenger', async function () {
    this.timeout(240_000);
    await expectAllCaught(await messenger());
  });

  it('are caught by the contract suite, all of a document without error replies', async function () {
    this.timeout(120_000);
    await expectAllCaught(contractOf(rooms));
  });

  it('are caught by the contract suite, all of a document whose identities are numbers', async function () {
    this.timeout(120_000);
    await expectAllCaught(contractOf(numbered));
  });
});

async function messenger(): Promise<Contract> {
  return (await loadContract('asyncapi.yaml')).contract;
}

async function expectAllCaught(contract: Contract): Promise<void> {
  const mutations = mutationsOf(contract);
  const cases = contractCases(buildSuite(contract, contractValidators(contract, { closed: true })));
  const escaped: Mutation[] = [];
  const waiting = [...mutations];
  const work = async () => {
    for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
      if (!(await isCaught(contract, mutation, cases))) escaped.push(mutation);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  process.stdout.write(`      ${mutations.length - escaped.length} of ${mutations.length} mutants caught\n`);
  expect(escaped.map(({ title }) => title).sort()).to.deep.equal([]);
}

async function isCaught(contract: Contract, mutation: Mutation, cases: ContractCase[]): Promise<boolean> {
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
