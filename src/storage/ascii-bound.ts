/**
 * Makes any text a bound for a column of ASCII letters, digits and signs, at the same place of its order: from the first
 * other character on, the text is as good as `~`, which sorts after all of them, or, for what sorts before, as nothing.
 * With a bound that is not ASCII, MySQL could not use the index, and it does not tell trailing spaces.
 */
export function asciiBound(text: string): string {
  return text.replace(/[^!-~].*$/su, (rest) => (rest > '~' ? '~' : ''));
}
