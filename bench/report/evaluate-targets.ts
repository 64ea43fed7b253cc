import type { Measurements } from '../results.js';
import type { Spread } from '../statistics.js';
import { type Target, targets } from './targets.js';

/** Which bound of a target the ratio reaches. */
export type Status = 'goal' | 'minimum' | 'missed' | 'not measured';

export interface TargetResult {
  readonly title: string;
  readonly goal: number;
  readonly minimum: number;
  readonly isLessBetter: boolean;
  readonly ratio: Spread | undefined;
  readonly status: Status;
  /** Why there is no ratio although both sides were measured. */
  readonly remark: string | undefined;
}

/** Compares the measurements with every target. */
export function evaluateTargets(measurements: Measurements, rounds: number): TargetResult[] {
  return targets.map((target) => {
    const { title, goal, minimum, isLessBetter } = target;
    const remark = target.remark?.(measurements);
    const ratio = remark === undefined ? target.ratio(measurements, rounds) : undefined;
    const status = remark === undefined ? statusOf(target, ratio) : 'missed';
    return { title, goal, minimum, isLessBetter, ratio, status, remark };
  });
}

/** Returns the status of the median. */
function statusOf({ goal, minimum, isLessBetter }: Target, ratio: Spread | undefined): Status {
  if (!ratio) return 'not measured';
  const reaches = (bound: number) => (isLessBetter ? ratio.median <= bound : ratio.median >= bound);
  if (reaches(goal)) return 'goal';
  return reaches(minimum) ? 'minimum' : 'missed';
}
