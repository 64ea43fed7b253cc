import type { ErrorDefinition } from '../codegen/contract.js';
import { type Change, change } from './change.js';
import { compareTexts } from './compare-texts.js';
import { renamedHint } from './similar-name.js';

const unexpected = 'Clients that handle each code separately do not know this one.';

/** Compares the document's closed lists of error codes. */
export function compareErrorCatalogue(old: readonly ErrorDefinition[], next: readonly ErrorDefinition[]): Change[] {
  const codes = (definitions: readonly ErrorDefinition[]) => definitions.map(({ code }) => code);
  return [
    ...compareCodes('error codes', codes(old), codes(next)),
    ...compareMark(old, next),
    ...old.flatMap(({ code, summary, action }) => {
      const same = next.find((definition) => definition.code === code);
      if (same === undefined) return [];
      return compareTexts(`error code ${code}`, { summary, action }, { summary: same.summary, action: same.action });
    }),
  ];
}

/** Compares two lists of codes. An empty list allows any code. */
export function compareCodes(where: string, old: readonly string[], next: readonly string[]): Change[] {
  if (old.length === 0 && next.length === 0) return [];
  if (old.length === 0) {
    return [change('compatible', where, `any → ${list(next)}`, 'Clients had to expect any code.')];
  }
  if (next.length === 0) return [change('breaking', where, `${list(old)} → any`, unexpected)];
  const removed = old.filter((code) => !next.includes(code));
  const added = next.filter((code) => !old.includes(code));
  return [
    ...added.map((code) => change('breaking', where, `new code \`${code}\``, unexpected)),
    ...removed.map((code) =>
      change(
        'compatible',
        where,
        `code \`${code}\` removed${renamedHint(code, added)}`,
        'Clients do not rely on an error.',
      ),
    ),
  ];
}

/** Compares the codes that answer invalid payloads. */
function compareMark(old: readonly ErrorDefinition[], next: readonly ErrorDefinition[]): Change[] {
  const [before, after] = [old, next].map((list) => list.find(({ invalidPayload }) => invalidPayload)?.code);
  if (before === after) return [];
  const what = `invalid payloads are answered with ${before ?? 'any code'} → ${after ?? 'any code'}`;
  return before === undefined
    ? [change('compatible', 'error codes', what, 'Clients had to expect any code.')]
    : [change('breaking', 'error codes', what, 'Clients that check for the old code do not recognise their mistake.')];
}

function list(codes: readonly string[]): string {
  return codes.join(', ');
}
