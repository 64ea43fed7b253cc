import type { Context } from 'mocha';

/**
 * Skips the tests of the suite whose `before` hook calls it, and appends the reason to the suite's title for the summary.
 * In CI, throws the reason instead.
 */
export function skipSuite(context: Context, reason: string): never {
  if (process.env['CI'] === 'true') throw new Error(reason);
  const suite = context.test?.parent;
  if (suite && !suite.title.endsWith(`(${reason})`)) suite.title += ` (${reason})`;
  context.skip();
}
