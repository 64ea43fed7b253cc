import { buildSuite } from '../codegen/build-suite.js';
import type { Contract } from '../codegen/contract.js';
import { type ContractCase, contractCases } from '../codegen/runtime/contract-runner.js';
import { ContractBreach, type ContractTarget } from '../codegen/runtime/contract-types.js';
import { contractValidators } from './contract-validators.js';
import { coverageOf } from './coverage.js';
import { type RandomCaseOptions, randomCases } from './random-cases.js';
import type { CaseResult, ContractReport } from './result.js';

export interface ContractTestOptions extends RandomCaseOptions {
  readonly target: ContractTarget;
  /** Called with each result when its case is done. */
  readonly onResult?: (result: CaseResult, done: number, total: number) => void;
}

/** Runs all test cases of a contract against a running server, one after the other. */
export async function runContractTest(contract: Contract, options: ContractTestOptions): Promise<ContractReport> {
  const { target, seed, onResult } = options;
  const cases = allCases(contract, options);
  const results: CaseResult[] = [];
  for (const tried of cases) {
    const result = await runCase(tried, target);
    results.push(result);
    onResult?.(result, results.length, cases.length);
  }
  return { title: contract.title, url: target.url, seed, results, coverage: coverageOf(contract, results) };
}

/** Returns all test cases of a contract, grouped by event. */
export function allCases(contract: Contract, options: RandomCaseOptions): ContractCase[] {
  const suite = buildSuite(contract, contractValidators(contract, { closed: true }));
  const cases = [...contractCases(suite), ...randomCases(contract, suite, options)];
  const order = [...new Set(cases.map(eventOf))];
  return order.flatMap((event) => cases.filter((tried) => eventOf(tried) === event));
}

async function runCase(
  { namespace, event, kind, title, run }: ContractCase,
  target: ContractTarget,
): Promise<CaseResult> {
  const start = performance.now();
  const error = await run(target).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const outcome = error === undefined ? 'passed' : error instanceof ContractBreach ? 'failed' : 'error';
  const message = error instanceof Error ? error.message : error === undefined ? undefined : String(error);
  return { namespace, event, kind, title, outcome, message, durationMs: performance.now() - start };
}

function eventOf({ namespace, event }: ContractCase): string {
  return `${namespace} ${event}`;
}
