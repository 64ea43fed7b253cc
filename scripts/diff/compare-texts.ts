import { isDeepStrictEqual } from 'node:util';
import { type Change, change } from './change.js';

/** Parts of a document that only people or the contract suite read, by name. */
export type Texts = Record<string, unknown>;

/** Returns a change for each text that differs. */
export function compareTexts(where: string, before: Texts, after: Texts): Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name) => change('documentation', where, `${name} changed`, 'The events and their payloads do not change.'));
}
