import type { CaseKind } from '../codegen/runtime/contract-demands.js';

/** What is tried of an operation. */
export const caseKinds: readonly CaseKind[] = ['valid', 'invalid', 'unauthenticated', 'provoked'];

/** What came of one case. */
export interface CaseResult {
  readonly namespace: string;
  readonly event: string;
  readonly kind: CaseKind;
  /** What is demanded, in words, beginning with the event. */
  readonly title: string;
  /** `error`: it could not be tried. */
  readonly outcome: 'held' | 'broken' | 'error';
  /** Of what did not hold: what was expected, and what came. */
  readonly message: string | undefined;
  readonly durationMs: number;
}

/** One operation × kind of case. */
export interface CoverageCell {
  readonly namespace: string;
  readonly event: string;
  readonly sender: 'client' | 'server';
  readonly kind: CaseKind;
  /** `not-reached` counts as missing; `not-applicable` is what the document does not allow to try. */
  readonly state: 'held' | 'broken' | 'not-reached' | 'not-applicable';
  /** Why it was not reached, or is not applicable. */
  readonly why: string | undefined;
}

/** A whole run. */
export interface ContractReport {
  readonly title: string;
  readonly url: string;
  /** Draws the same payloads again. */
  readonly seed: number;
  readonly results: readonly CaseResult[];
  readonly coverage: readonly CoverageCell[];
}

export interface ReportTotals {
  readonly held: number;
  readonly broken: number;
  readonly errors: number;
  readonly reached: number;
  readonly applicable: number;
}

/** The figures of a run. */
export function totalsOf({ results, coverage }: ContractReport): ReportTotals {
  const count = (outcome: CaseResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const applicable = coverage.filter(({ state }) => state !== 'not-applicable');
  return {
    held: count('held'),
    broken: count('broken'),
    errors: count('error'),
    reached: applicable.filter(({ state }) => state !== 'not-reached').length,
    applicable: applicable.length,
  };
}

/** A share as whole per cent; 100 only where nothing is missing. */
export function perCent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((100 * part) / whole);
}
