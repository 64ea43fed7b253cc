/** One problem of a document; lines and columns count from 1. */
export interface Problem {
  severity: 'error' | 'warning';
  file: string;
  line?: number | undefined;
  column?: number | undefined;
  message: string;
}

/** The document cannot be used; `problems` says why. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** Formats a problem as `file:line:column: severity: message`, which editors and terminals turn into a link. */
export function formatProblem({ file, line, column, severity, message }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return `${place}: ${severity}: ${message}`;
}
