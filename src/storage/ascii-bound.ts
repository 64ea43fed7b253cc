/**
 * Converts any text to a bound for a column of ASCII text, at the same place in its order: the text is cut at the first
 * character that is not ASCII, and `~`, which sorts after every username, takes its place if that character sorts later.
 * MySQL cannot use the index with a bound that is not ASCII, and ignores trailing spaces.
 */
export function asciiBound(text: string): string {
  return text.replace(/[^!-~].*$/su, (rest) => (rest > '~' ? '~' : ''));
}
