import type { TargetResult } from './evaluate-targets.js';
import { spreadText } from './figures.js';
import { textTable } from './text-table.js';

/** Shows the promised ratios and which bound each reaches. */
export function targetsTable(targets: readonly TargetResult[]): string {
  return textTable([
    ['', 'ratio', 'goal', 'minimum', 'status'],
    ...targets.map(({ title, ratio, goal, minimum, isLessBetter, status, remark }) => {
      const sign = isLessBetter ? '≤' : '≥';
      return [title, remark ?? spreadText(ratio), `${sign} ${goal}`, `${sign} ${minimum}`, status];
    }),
  ]);
}
