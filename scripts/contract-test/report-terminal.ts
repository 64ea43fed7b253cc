import type { CaseKind } from '../codegen/runtime/contract-types.js';
import { type CaseResult, type ContractReport, type CoverageCell, caseKinds, perCent, totalsOf } from './result.js';

export type Paint = (style: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) => string;

const marks: Readonly<Record<CoverageCell['state'], string>> = {
  passed: 'passed',
  failed: 'FAILED',
  'not-covered': 'missing',
  'not-applicable': '–',
};
const styles = { passed: 'green', failed: 'red', 'not-covered': 'yellow', 'not-applicable': 'dim' } as const;

/** Renders a finished case on one line, followed by its message if it failed. */
export function renderResult({ outcome, title, message }: CaseResult, paint: Paint): string {
  if (outcome === 'passed') return `${paint('green', 'passed')}  ${title}\n`;
  const mark = outcome === 'failed' ? paint('red', 'FAILED') : paint('yellow', 'error ');
  return `${mark}  ${title}\n${(message ?? '')
    .split('\n')
    .map((line) => `        ${line}\n`)
    .join('')}`;
}

/** Renders the coverage table and the totals. */
export function renderSummary(report: ContractReport, paint: Paint): string {
  const { passed, failed, errors, covered, applicable } = totalsOf(report);
  const share = perCent(covered, applicable);
  const missing = report.coverage.filter(({ state }) => state === 'not-covered');
  return [
    '',
    renderTable(report.coverage, paint),
    ...missing.map(({ event, kind, why }) => paint('yellow', `not covered: ${event}, ${kind}: ${why ?? ''}`)),
    share === 100
      ? `Coverage: 100 %, ${covered} of ${applicable} applicable combinations of operation and kind.`
      : paint(
          'red',
          `COVERAGE: ONLY ${share} %, ${covered} of ${applicable} applicable combinations of operation and kind.`,
        ),
    `Seed ${report.seed}: repeat with --seed ${report.seed} for the same random payloads.`,
    '',
    `${passed} passed, ${failed + errors} failed`,
    '',
  ].join('\n');
}

function renderTable(coverage: readonly CoverageCell[], paint: Paint): string {
  const rows = new Map<string, Map<CaseKind, CoverageCell>>();
  const isOneNamespace = new Set(coverage.map(({ namespace }) => namespace)).size === 1;
  for (const cell of coverage) {
    const name = `${cell.sender === 'client' ? '→' : '←'} ${isOneNamespace ? '' : `${cell.namespace} `}${cell.event}`;
    const row = rows.get(name) ?? new Map<CaseKind, CoverageCell>();
    rows.set(name, row.set(cell.kind, cell));
  }
  const width = Math.max(9, ...[...rows.keys()].map((name) => name.length)) + 2;
  const heading = ['operation'.padEnd(width), ...caseKinds.map((kind) => kind.padEnd(16))].join('');
  const lines = [...rows].map(([name, cells]) => {
    const columns = caseKinds.map((kind) => {
      const state = cells.get(kind)?.state ?? 'not-applicable';
      return paint(styles[state], marks[state].padEnd(16));
    });
    return `${name.padEnd(width)}${columns.join('')}`;
  });
  return [paint('bold', heading), ...lines, ''].join('\n');
}
