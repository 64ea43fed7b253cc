import type { Change } from './change.js';

/** A semantic version (https://semver.org, 2.0.0) without build metadata, which has no precedence. */
export interface Version {
  major: number;
  minor: number;
  patch: number;
  /** The pre-release identifiers; empty for a release. */
  preRelease: string[];
}

export type Bump = 'major' | 'minor' | 'patch' | 'none';

const semver = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z.-]+)?$/;

/** Parses a semantic version; `undefined` for other texts. */
export function parseVersion(text: string): Version | undefined {
  const match = semver.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, preRelease] = match;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    preRelease: preRelease === undefined ? [] : preRelease.split('.'),
  };
}

/**
 * Returns the smallest bump for the changes. Before 1.0.0, breaking changes bump the minor version, others the patch.
 */
export function bumpFor(changes: readonly Pick<Change, 'level'>[], old: Version | undefined): Bump {
  const has = (level: Change['level']) => changes.some((change) => change.level === level);
  const isInitial = old?.major === 0;
  if (has('breaking')) return isInitial ? 'minor' : 'major';
  if (has('compatible')) return isInitial ? 'patch' : 'minor';
  return has('documentation') ? 'patch' : 'none';
}

/** Returns the lowest release with this bump. For 2.0.0-beta.1 it is 2.0.0, which has not been released yet. */
export function bumped({ major, minor, patch, preRelease }: Version, bump: Bump): Version {
  const isAhead = preRelease.length > 0;
  switch (bump) {
    case 'major':
      return release(isAhead && minor === 0 && patch === 0 ? major : major + 1, 0, 0);
    case 'minor':
      return release(major, isAhead && patch === 0 ? minor : minor + 1, 0);
    case 'patch':
      return release(major, minor, isAhead ? patch : patch + 1);
    case 'none':
      return { major, minor, patch, preRelease };
  }
}

/** Returns true when the new version is at least the lowest release with this bump, or a pre-release of it. */
export function declaresBump(old: Version, next: Version, bump: Bump): boolean {
  if (bump === 'none') return true;
  return precedence(next, old) > 0 && precedence({ ...next, preRelease: [] }, bumped(old, bump)) >= 0;
}

export function formatVersion({ major, minor, patch, preRelease }: Version): string {
  const core = `${major}.${minor}.${patch}`;
  return preRelease.length > 0 ? `${core}-${preRelease.join('.')}` : core;
}

/** Compares the precedence of versions (semver, section 11): negative if `one` is lower. */
export function precedence(one: Version, other: Version): number {
  const core = one.major - other.major || one.minor - other.minor || one.patch - other.patch;
  if (core !== 0) return core;
  if (one.preRelease.length === 0 || other.preRelease.length === 0) {
    return other.preRelease.length - one.preRelease.length;
  }
  for (const [index, identifier] of one.preRelease.entries()) {
    const counterpart = other.preRelease[index];
    if (counterpart === undefined) return 1;
    const difference = compareIdentifiers(identifier, counterpart);
    if (difference !== 0) return difference;
  }
  return one.preRelease.length - other.preRelease.length;
}

/** Compares pre-release identifiers: numbers by value, and before texts. */
function compareIdentifiers(one: string, other: string): number {
  const [isNumber, isOtherNumber] = [one, other].map((identifier) => /^\d+$/.test(identifier));
  if (isNumber && isOtherNumber) return Number(one) - Number(other);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function release(major: number, minor: number, patch: number): Version {
  return { major, minor, patch, preRelease: [] };
}
