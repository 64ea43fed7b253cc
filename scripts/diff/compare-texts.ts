import { isDeepStrictEqual } from 'node:util';
import { type Change, change } from './change.js';

/** What only people read, or the contract suite, by what it is. */
export type Texts = Record<string, unknown>;

/** A change for each of the texts that is not what it was. */
export function compareTexts(where: string, before: Texts, after: Texts): Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name) => change('documentation', where, `${name} changed`, 'Nothing changes on the wire.'));
}
