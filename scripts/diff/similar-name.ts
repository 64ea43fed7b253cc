/** Returns a hint at the added name that a removed name may have become, or an empty string. */
export function renamedHint(removed: string, added: readonly string[]): string {
  const similar = added.find((name) => isSimilar(removed, name));
  return similar === undefined ? '' : ` (renamed to \`${similar}\`?)`;
}

/** Returns true when two names differ only in case, punctuation, word order or a few letters. */
export function isSimilar(one: string, other: string): boolean {
  const [a, b] = [lettersOf(one), lettersOf(other)];
  if (a === b || wordsOf(one) === wordsOf(other)) return true;
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (shorter.length >= 3 && longer.includes(shorter)) return true;
  return editDistance(a, b) <= Math.floor(longer.length / 3);
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function wordsOf(name: string): string {
  return name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .sort()
    .join(' ');
}

/** Returns the Levenshtein distance of two strings. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  [...one].forEach((letter, index) => {
    const next = [index + 1];
    [...other].forEach((otherLetter, column) => {
      const exchanged = (row[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(exchanged, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    });
    row = next;
  });
  return row.at(-1) ?? 0;
}
