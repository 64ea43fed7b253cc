import { lineWidth } from './js-literal.js';

/** Removes the comments of a type declaration, which its table repeats, and breaks long unions into lines. */
export function layOutDeclaration(declaration: string): string {
  const lines = withoutComments(declaration.trimEnd().split('\n'));
  return lines.flatMap((line) => (line.length > lineWidth ? breakUnion(line) : [line])).join('\n');
}

/** In the output of `renderModels`, comments have lines of their own, and no string literal spans lines. */
function withoutComments(lines: string[]): string[] {
  let inComment = false;
  return lines.filter((line) => {
    const text = line.trim();
    const starts = !inComment && text.startsWith('/**');
    const isComment = inComment || starts;
    inComment = isComment && !text.endsWith('*/');
    return !isComment;
  });
}

function breakUnion(line: string): string[] {
  const start = /^(\s*)(?:export type \w+ =|(?:"(?:[^"\\]|\\.)*"|[\w$]+)\??:) /u.exec(line);
  const members = start === null ? [] : splitUnion(line.slice(start[0].length));
  if (start === null || members.length < 2) return [line];
  const [all, indent = ''] = start;
  return [all.trimEnd(), ...members.map((member) => `${indent}  | ${member}`)];
}

/** Splits a union at each `|` outside of brackets and quotes. */
function splitUnion(type: string): string[] {
  const members = [''];
  let depth = 0;
  for (const [token] of type.matchAll(/"(?:[^"\\]|\\.)*"| \| |./gu)) {
    if ('([{<'.includes(token)) depth += 1;
    if (')]}>'.includes(token)) depth -= 1;
    if (token === ' | ' && depth === 0) members.push('');
    else members[members.length - 1] += token;
  }
  return members;
}
