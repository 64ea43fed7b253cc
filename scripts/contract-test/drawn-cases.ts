import fc, { type Arbitrary } from 'fast-check';
import type { Contract, Json, Payload } from '../codegen/contract.js';
import { type InvalidPayload, invalidPayloads } from '../codegen/invalid-payloads.js';
import { isObject } from '../codegen/json.js';
import {
  ContractBreach,
  type ContractSuite,
  type SuiteClientEvent,
  type SuiteNamespace,
  show,
} from '../codegen/runtime/contract-demands.js';
import {
  type ContractCase,
  caseMaker,
  expectDocumentedReply,
  refusalBreach,
} from '../codegen/runtime/contract-runner.js';
import type { World } from '../codegen/runtime/contract-world.js';
import { contractValidators } from './contract-validators.js';
import { schemaArbitrary } from './schema-arbitrary.js';

export interface DrawOptions {
  /** The same seed draws the same payloads. */
  readonly seed: number;
  /** How many payloads are drawn for each case. */
  readonly runs: number;
}

/** For how long a counterexample is made smaller, in milliseconds: a server that does not answer costs a timeout a try. */
const shrinkLimitMs = 15_000;

/** Cases that send payloads drawn from the schemas, and payloads that break one rule of them. */
export function drawnCases(contract: Contract, suite: ContractSuite, options: DrawOptions): ContractCase[] {
  return suite.namespaces.flatMap((namespace, index) =>
    namespace.clientEvents.flatMap((tested) => {
      const operation = contract.namespaces[index]?.operations.find(
        ({ event, sender }) => sender === 'client' && event === tested.event,
      );
      return operation?.payload ? casesOf(contract, suite, namespace, tested, operation.payload, options) : [];
    }),
  );
}

function casesOf(
  contract: Contract,
  suite: ContractSuite,
  namespace: SuiteNamespace,
  tested: SuiteClientEvent,
  payload: Payload,
  options: DrawOptions,
): ContractCase[] {
  const { event, scenario, reply, error } = tested;
  const make = caseMaker(suite, namespace, event);
  const step = scenario?.steps.at(-1);
  const actor = step?.emit === event ? step.actor : 'tester';
  const begin = (world: World) => (scenario ? world.prepare(scenario) : world.connect(actor));
  // Made only when it is needed: a schema that nothing can be drawn from is that case's own failure.
  const valid = () => validPayloads(contract, payload);
  const cases: ContractCase[] = [];
  if (reply || error) {
    cases.push(
      make('valid', `answers ${options.runs} payloads drawn from its schema as documented`, async (world) => {
        await begin(world);
        const fixed = step?.emit === event ? fixedFields(step.payload) : {};
        await check(options, valid(), async (drawn) => {
          const sent = isObject(drawn) ? { ...drawn, ...Object(world.fill(fixed)) } : drawn;
          expectDocumentedReply(tested, await world.emit(actor, event, sent));
        });
      }),
    );
  }
  if (error) {
    const invalid = () =>
      fc.tuple(valid(), fc.nat()).map(([drawn, number]) => breakOneRule(contract, payload, drawn, number));
    cases.push(
      make('invalid', `refuses ${options.runs} payloads drawn from just outside its schema`, async (world) => {
        await begin(world);
        await check(options, invalid(), async (broken) => {
          const sent = 'payload' in broken ? [broken.payload] : [];
          const breach = refusalBreach(suite, tested, await world.emit(actor, event, ...sent));
          if (breach !== undefined) throw new ContractBreach(`${broken.what}: ${breach}`);
        });
      }),
    );
  }
  return cases;
}

/** Draws values until one breaks the contract, and tells of the smallest that does. */
async function check<T>(
  { seed, runs }: DrawOptions,
  drawn: Arbitrary<T>,
  hold: (value: T) => Promise<void>,
): Promise<void> {
  let breach: Error | undefined;
  const deadline = { at: Number.POSITIVE_INFINITY };
  const property = fc.asyncProperty(drawn, async (value) => {
    if (Date.now() > deadline.at) return;
    try {
      await hold(value);
    } catch (error) {
      breach = error instanceof Error ? error : new Error(String(error));
      deadline.at = Math.min(deadline.at, Date.now() + shrinkLimitMs);
      throw breach;
    }
  });
  const result = await fc.check(property, { seed, numRuns: runs });
  if (!result.failed) return;
  const counterexample = result.counterexample?.[0];
  const found = `${breach?.message ?? 'no case could be drawn'}\nthe smallest payload found that shows it: ${show(counterexample)}`;
  throw breach instanceof ContractBreach || !breach ? new ContractBreach(found) : new Error(found, { cause: breach });
}

/** Payloads that the schema allows; the examples, where hardly any can be drawn. */
function validPayloads(contract: Contract, { type, examples }: Payload): Arbitrary<Json> {
  const validator = contractValidators(contract)(type);
  const drawn = drawable(contract, type);
  const samples = drawn ? fc.sample(drawn, { seed: 1, numRuns: 100 }) : [];
  if (drawn && samples.filter((sample) => validator.is(sample)).length >= 20) {
    return drawn.filter((value) => validator.is(value));
  }
  const given = examples.map((example) => example.payload).filter((value) => validator.is(value));
  if (given.length === 0) throw new Error(`No payload can be drawn for ${type}, and it has no example`);
  return fc.constantFrom(...given);
}

/** What draws values of a type, unless its schema holds what cannot be drawn, as a pattern that looks ahead. */
function drawable(contract: Contract, type: string): Arbitrary<Json> | undefined {
  try {
    return schemaArbitrary(contract, type);
  } catch {
    return undefined;
  }
}

/** The fields of a scenario's payload that depend on who takes part: drawn ones would speak of nobody. */
function fixedFields(payload: unknown): Record<string, unknown> {
  if (!isObject(payload)) return {};
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => /\{[^{}]+\}/.test(JSON.stringify(value))));
}

function breakOneRule(contract: Contract, { type }: Payload, drawn: Json, number: number): InvalidPayload {
  const candidates = invalidPayloads(contract, { type, examples: [{ name: 'drawn', summary: '', payload: drawn }] });
  return candidates[number % candidates.length] ?? { what: 'nothing' };
}
