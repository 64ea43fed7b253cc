import fc, { type Arbitrary } from 'fast-check';
import type { Contract, Json, Payload } from '../codegen/contract.js';
import { type InvalidPayload, invalidPayloads } from '../codegen/invalid-payloads.js';
import { isObject } from '../codegen/json.js';
import type { ContractRun } from '../codegen/runtime/contract-run.js';
import {
  type ContractCase,
  caseMaker,
  expectDocumentedReply,
  refusalBreach,
} from '../codegen/runtime/contract-runner.js';
import {
  ContractBreach,
  type ContractSuite,
  type SuiteClientEvent,
  type SuiteNamespace,
  show,
} from '../codegen/runtime/contract-types.js';
import { contractValidators } from './contract-validators.js';
import { schemaArbitrary } from './schema-arbitrary.js';

export interface RandomCaseOptions {
  /** The seed of the random payloads; the same seed yields the same payloads. */
  readonly seed: number;
  /** The number of random payloads for each case. */
  readonly runs: number;
}

/** How long (ms) a counterexample is shrunk: for a server that does not answer, each try costs a timeout. */
const shrinkLimitMs = 15_000;

/** Returns cases that send random valid payloads, and random payloads that violate one rule of their schema. */
export function randomCases(contract: Contract, suite: ContractSuite, options: RandomCaseOptions): ContractCase[] {
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
  options: RandomCaseOptions,
): ContractCase[] {
  const { event, scenario, reply, error } = tested;
  const make = caseMaker(suite, namespace, event);
  const step = scenario?.steps.at(-1);
  const actor = step?.emit === event ? step.actor : 'tester';
  const begin = (run: ContractRun) => (scenario ? run.prepareScenario(scenario) : run.connect(actor));
  // Created inside the case: a schema for which no payloads can be generated fails only this case.
  const valid = () => validPayloads(contract, payload);
  const cases: ContractCase[] = [];
  if (reply || error) {
    cases.push(
      make('valid', `gets documented replies to ${options.runs} random payloads`, async (run) => {
        await begin(run);
        const fixed = step?.emit === event ? fixedFields(step.payload) : {};
        await check(options, valid(), async (random) => {
          const sent = isObject(random) ? { ...random, ...Object(run.fill(fixed)) } : random;
          expectDocumentedReply(tested, await run.emit(actor, event, sent));
        });
      }),
    );
  }
  if (error) {
    const invalid = () =>
      fc.tuple(valid(), fc.nat()).map(([random, number]) => breakOneRule(contract, payload, random, number));
    cases.push(
      make('invalid', `is refused with an error for ${options.runs} random invalid payloads`, async (run) => {
        await begin(run);
        await check(options, invalid(), async (broken) => {
          const sent = 'payload' in broken ? [broken.payload] : [];
          const breach = refusalBreach(suite, tested, await run.emit(actor, event, ...sent));
          if (breach !== undefined) throw new ContractBreach(`${broken.what}: ${breach}`);
        });
      }),
    );
  }
  return cases;
}

/** Tests random values until one fails, then shrinks it. @throws Error with the smallest value found that fails. */
async function check<T>(
  { seed, runs }: RandomCaseOptions,
  values: Arbitrary<T>,
  test: (value: T) => Promise<void>,
): Promise<void> {
  let breach: Error | undefined;
  const deadline = { at: Number.POSITIVE_INFINITY };
  const property = fc.asyncProperty(values, async (value) => {
    if (Date.now() > deadline.at) return;
    try {
      await test(value);
    } catch (error) {
      breach = error instanceof Error ? error : new Error(String(error));
      deadline.at = Math.min(deadline.at, Date.now() + shrinkLimitMs);
      throw breach;
    }
  });
  const result = await fc.check(property, { seed, numRuns: runs });
  if (!result.failed) return;
  const counterexample = result.counterexample?.[0];
  const found = `${breach?.message ?? 'no payload could be generated'}\nthe smallest failing payload: ${show(counterexample)}`;
  throw breach instanceof ContractBreach || !breach ? new ContractBreach(found) : new Error(found, { cause: breach });
}

/** Generates valid payloads from the schema, or picks examples when hardly any generated payload is valid. */
function validPayloads(contract: Contract, { type, examples }: Payload): Arbitrary<Json> {
  const validator = contractValidators(contract)(type);
  const generated = typeArbitrary(contract, type);
  const samples = generated ? fc.sample(generated, { seed: 1, numRuns: 100 }) : [];
  if (generated && samples.filter((sample) => validator.is(sample)).length >= 20) {
    return generated.filter((value) => validator.is(value));
  }
  const given = examples.map((example) => example.payload).filter((value) => validator.is(value));
  if (given.length === 0) throw new Error(`No payload can be generated for ${type}, and it has no valid example`);
  return fc.constantFrom(...given);
}

/** Returns a generator for a type, or `undefined` for unsupported schemas, such as a pattern with a lookahead. */
function typeArbitrary(contract: Contract, type: string): Arbitrary<Json> | undefined {
  try {
    return schemaArbitrary(contract, type);
  } catch {
    return undefined;
  }
}

/** Returns the fields of a scenario's payload with templates: random values would not refer to an actor. */
function fixedFields(payload: unknown): Record<string, unknown> {
  if (!isObject(payload)) return {};
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => /\{[^{}]+\}/.test(JSON.stringify(value))));
}

function breakOneRule(contract: Contract, { type }: Payload, valid: Json, number: number): InvalidPayload {
  const candidates = invalidPayloads(contract, { type, examples: [{ name: 'random', summary: '', payload: valid }] });
  return candidates[number % candidates.length] ?? { what: 'nothing' };
}
