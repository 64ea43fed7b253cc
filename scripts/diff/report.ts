import { type Change, type Level, levels } from './change.js';
import { type Bump, bumped, bumpFor, formatVersion, isHonest, parseVersion } from './version.js';

/** Two contracts, compared. */
export interface Report {
  old: { file: string; version: string };
  new: { file: string; version: string };
  /** What breaks first, and then by place. */
  changes: Change[];
  counts: Record<Level, number>;
  /** The smallest version bump that is honest. */
  bump: Bump;
  /** The least version of that bump; undefined where the old version is no semantic one. */
  atLeast: string | undefined;
  /** Whether the new version says so much; undefined where one of the two is no semantic version. */
  honest: boolean | undefined;
}

/** Judges the changes by the versions that the documents bear. */
export function reportOf(old: Report['old'], next: Report['new'], changes: Change[]): Report {
  const [from, to] = [parseVersion(old.version), parseVersion(next.version)];
  const bump = bumpFor(changes, from);
  const count = (level: Level) => changes.filter((change) => change.level === level).length;
  return {
    old,
    new: next,
    changes,
    counts: { breaking: count('breaking'), compatible: count('compatible'), documentation: count('documentation') },
    bump,
    atLeast: from && formatVersion(bumped(from, bump)),
    honest: bump === 'none' ? true : from && to && isHonest(from, to, bump),
  };
}

/** Colours a text; the text itself where there are no colours. */
export type Paint = (text: string, style: Style) => string;
export type Style = 'red' | 'green' | 'cyan' | 'dim' | 'bold';

const styles: Record<Level, Style> = { breaking: 'red', compatible: 'green', documentation: 'cyan' };
const headings = { level: 'LEVEL', where: 'WHERE', what: 'WHAT CHANGES, AND WHY IT MATTERS' };

/** A table of the changes, and below it the version that they ask for. */
export function formatTable(report: Report, paint: Paint): string {
  const rows = report.changes.map((change) => ({ ...change, where: placesOf(change) }));
  const levelWidth = Math.max(...levels.map((level) => level.length)) + 2;
  const whereWidth = Math.max(headings.where.length, ...rows.map(({ where }) => where.length)) + 2;
  const lines = rows.flatMap(({ level, where, what, why }) => [
    `${paint(level.padEnd(levelWidth), styles[level])}${where.padEnd(whereWidth)}${what}`,
    `${' '.repeat(levelWidth + whereWidth)}${paint(why, 'dim')}`,
  ]);
  const heading = `${headings.level.padEnd(levelWidth)}${headings.where.padEnd(whereWidth)}${headings.what}`;
  const table = lines.length === 0 ? [] : [paint(heading, 'bold'), ...lines, ''];
  return `${[...table, formatSummary(report)].join('\n')}\n`;
}

function placesOf({ where, also }: Change): string {
  if (also.length === 0) return where;
  return `${where} (and ${also.length} more ${also.length === 1 ? 'place' : 'places'})`;
}

/** As in `3 breaking, 2 compatible, 1 documentation: 1.4.0 → 2.0.0 at the least; NEW says 1.5.0.` */
export function formatSummary({ old, new: next, counts, bump, atLeast }: Report): string {
  if (bump === 'none') return `No change. OLD says ${old.version}, NEW says ${next.version}.`;
  const counted = levels.map((level) => `${counts[level]} ${level}`).join(', ');
  const said = next.version === old.version ? `still says ${next.version}` : `says ${next.version}`;
  if (atLeast === undefined)
    return `${counted}: a ${bump} change; OLD says ${old.version}, which is no semantic version, NEW ${said}.`;
  const known = parseVersion(next.version) ? '' : ', which is no semantic version';
  return `${counted}: ${old.version} → ${atLeast} at the least; NEW ${said}${known}.`;
}

/** The report for programs. */
export function formatJson(report: Report): string {
  return `${JSON.stringify({ ...report, atLeast: report.atLeast ?? null, honest: report.honest ?? null }, null, 2)}\n`;
}
