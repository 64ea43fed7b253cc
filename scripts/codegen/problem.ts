/** One thing that is wrong with a document; lines and columns count from 1. */
export interface Problem {
  severity: 'error' | 'warning';
  file: string;
  line?: number | undefined;
  column?: number | undefined;
  message: string;
}

/** A document that nothing can be generated from. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** `file:line:column: severity: message`, the form that editors and terminals make clickable. */
export function formatProblem({ file, line, column, severity, message }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return `${place}: ${severity}: ${message}`;
}
