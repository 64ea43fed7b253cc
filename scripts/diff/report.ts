import { type Change, type Level, levels } from './change.js';
import { type Bump, bumped, bumpFor, declaresBump, formatVersion, parseVersion } from './version.js';

/** The result of a comparison of two contracts. */
export interface Report {
  old: { file: string; version: string };
  new: { file: string; version: string };
  /** The changes, sorted by level and place. */
  changes: Change[];
  counts: Record<Level, number>;
  /** The smallest required version bump. */
  bump: Bump;
  /** The minimum version with this bump; `undefined` when the old version is not a semantic version. */
  requiredVersion: string | undefined;
  /** True when the new version declares the changes; `undefined` when a version is not a semantic version. */
  isSufficient: boolean | undefined;
}

/** Creates the report, with the version bump that the changes require. */
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
    requiredVersion: from && formatVersion(bumped(from, bump)),
    isSufficient: bump === 'none' ? true : from && to && declaresBump(from, to, bump),
  };
}

/** Colours a text, or returns it unchanged without colours. */
export type Paint = (text: string, style: Style) => string;
export type Style = 'red' | 'green' | 'cyan' | 'dim' | 'bold';

const styles: Record<Level, Style> = { breaking: 'red', compatible: 'green', documentation: 'cyan' };
const headings = { level: 'LEVEL', where: 'PLACE', what: 'CHANGE AND REASON' };

/** Formats the changes as a table, followed by the required version. */
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

/** Formats a line such as `3 breaking, 2 compatible, 1 documentation: 1.4.0 → 2.0.0 or later; NEW declares 1.5.0.` */
export function formatSummary({ old, new: next, counts, bump, requiredVersion }: Report): string {
  if (bump === 'none') return `No changes. OLD declares ${old.version}, NEW declares ${next.version}.`;
  const counted = levels.map((level) => `${counts[level]} ${level}`).join(', ');
  const said = next.version === old.version ? `still declares ${next.version}` : `declares ${next.version}`;
  if (requiredVersion === undefined)
    return `${counted}: a ${bump} change; OLD declares ${old.version}, which is not a semantic version, NEW ${said}.`;
  const known = parseVersion(next.version) ? '' : ', which is not a semantic version';
  return `${counted}: ${old.version} → ${requiredVersion} or later; NEW ${said}${known}.`;
}

/** Formats the report as JSON. */
export function formatJson({ requiredVersion, isSufficient, ...report }: Report): string {
  const json = { ...report, atLeast: requiredVersion ?? null, honest: isSufficient ?? null };
  return `${JSON.stringify(json, null, 2)}\n`;
}
