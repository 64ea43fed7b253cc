import type { CaseKind } from '../codegen/runtime/contract-demands.js';
import { type CaseResult, type ContractReport, type CoverageCell, caseKinds, perCent, totalsOf } from './result.js';

export type Paint = (style: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) => string;

const marks: Readonly<Record<CoverageCell['state'], string>> = {
  held: 'held',
  broken: 'BROKEN',
  'not-reached': 'missing',
  'not-applicable': '–',
};
const styles = { held: 'green', broken: 'red', 'not-reached': 'yellow', 'not-applicable': 'dim' } as const;

/** One finished case, as a line; more where it did not hold. */
export function renderResult({ outcome, title, message }: CaseResult, paint: Paint): string {
  if (outcome === 'held') return `${paint('green', 'held  ')}  ${title}\n`;
  const mark = outcome === 'broken' ? paint('red', 'BROKEN') : paint('yellow', 'error ');
  return `${mark}  ${title}\n${(message ?? '')
    .split('\n')
    .map((line) => `        ${line}\n`)
    .join('')}`;
}

/** The table of what was reached, and the totals. */
export function renderSummary(report: ContractReport, paint: Paint): string {
  const { held, broken, errors, reached, applicable } = totalsOf(report);
  const share = perCent(reached, applicable);
  const missing = report.coverage.filter(({ state }) => state === 'not-reached');
  return [
    '',
    renderTable(report.coverage, paint),
    ...missing.map(({ event, kind, why }) => paint('yellow', `not reached: ${event}, ${kind}: ${why ?? ''}`)),
    share === 100
      ? `Everything that the document allows to try was tried: ${reached} of ${applicable}.`
      : paint('red', `ONLY ${share} % OF WHAT THE DOCUMENT ALLOWS TO TRY WAS TRIED: ${reached} of ${applicable}.`),
    `Seed ${report.seed}: give it as --seed to draw the same payloads again.`,
    '',
    `${held} passed, ${broken + errors} failed`,
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
