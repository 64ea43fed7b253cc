import type { CaseKind } from '../codegen/runtime/contract-types.js';

/** The kinds of test cases, in the order of the reports. */
export const caseKinds: readonly CaseKind[] = ['valid', 'invalid', 'unauthenticated', 'provoked'];

/** The result of one case. */
export interface CaseResult {
  readonly namespace: string;
  readonly event: string;
  readonly kind: CaseKind;
  /** What the case tests, in words, beginning with the event. */
  readonly title: string;
  /** `failed`: the server violates the contract. `error`: the case could not be run. */
  readonly outcome: 'passed' | 'failed' | 'error';
  /** For a case that did not pass: what was expected, and what was received. */
  readonly message: string | undefined;
  readonly durationMs: number;
}

/** The coverage of one operation by one kind of case. */
export interface CoverageCell {
  readonly namespace: string;
  readonly event: string;
  readonly sender: 'client' | 'server';
  readonly kind: CaseKind;
  /** `not-covered` lowers the coverage; `not-applicable` is a combination that the document does not allow. */
  readonly state: 'passed' | 'failed' | 'not-covered' | 'not-applicable';
  /** The reason for `not-covered` or `not-applicable`. */
  readonly why: string | undefined;
}

/** The report of a whole run. */
export interface ContractReport {
  readonly title: string;
  readonly url: string;
  /** The seed of the random payloads. */
  readonly seed: number;
  readonly results: readonly CaseResult[];
  readonly coverage: readonly CoverageCell[];
}

export interface ReportTotals {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly covered: number;
  readonly applicable: number;
}

/** Counts the outcomes and the covered combinations of a run. */
export function totalsOf({ results, coverage }: ContractReport): ReportTotals {
  const count = (outcome: CaseResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const applicable = coverage.filter(({ state }) => state !== 'not-applicable');
  return {
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    covered: applicable.filter(({ state }) => state !== 'not-covered').length,
    applicable: applicable.length,
  };
}

/** Returns a share in per cent, rounded down, so that 100 means complete. */
export function perCent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((100 * part) / whole);
}
