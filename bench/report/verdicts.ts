import type { Measurements } from '../results.js';
import type { Spread } from '../statistics.js';
import { type Target, targets } from './targets.js';

/** Whether a target stands: at its goal, between goal and least, or short of both. */
export type Standing = 'goal' | 'least' | 'missed' | 'not measured';

export interface Verdict {
  readonly title: string;
  readonly goal: number;
  readonly least: number;
  readonly isLessBetter: boolean;
  readonly ratio: Spread | undefined;
  readonly standing: Standing;
  /** Why there is no ratio although both sides were tried. */
  readonly remark: string | undefined;
}

/** Holds what was measured against every target. */
export function judge(measurements: Measurements, rounds: number): Verdict[] {
  return targets.map((target) => {
    const { title, goal, least, isLessBetter } = target;
    const remark = target.remark?.(measurements);
    const ratio = remark === undefined ? target.ratio(measurements, rounds) : undefined;
    const standing = remark === undefined ? standingOf(target, ratio) : 'missed';
    return { title, goal, least, isLessBetter, ratio, standing, remark };
  });
}

/** The median decides. */
function standingOf({ goal, least, isLessBetter }: Target, ratio: Spread | undefined): Standing {
  if (!ratio) return 'not measured';
  const reaches = (bound: number) => (isLessBetter ? ratio.median <= bound : ratio.median >= bound);
  if (reaches(goal)) return 'goal';
  return reaches(least) ? 'least' : 'missed';
}
