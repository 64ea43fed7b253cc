import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import type { Contract } from '../codegen/contract.js';
import { loadContract } from '../codegen/load-contract.js';
import { DocumentError } from '../codegen/problem.js';
import { compareContracts } from './compare-contracts.js';
import { formatJson, formatTable, type Report, reportOf } from './report.js';

interface Options {
  format: 'table' | 'json';
  failOn: FailOn;
}

type FailOn = 'breaking' | 'any' | 'none';

/** Creates the command `diff OLD NEW`, which sets `process.exitCode`. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .description(
      'Compares two AsyncAPI 3.0 documents of a Socket.IO service: lists breaking changes and the required version.',
    )
    .argument('<old>', 'the document that existing clients use, in YAML or JSON')
    .argument('<new>', 'the document that replaces it')
    .addOption(new Option('--format <format>', 'the output format').choices(['table', 'json']).default('table'))
    .addOption(
      new Option('--fail-on <changes>', 'exit with 1 for these changes, unless info.version of <new> declares them')
        .choices(['breaking', 'any', 'none'])
        .default('breaking'),
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 success, or all changes are declared by the new version; 1 contract violation; 2 usage error or invalid document.',
    )
    .action(async (old: string, next: string, options: Options) => {
      process.exitCode = await diff(old, next, options);
    });
  return command;
}

async function diff(oldFile: string, newFile: string, { format, failOn }: Options): Promise<number> {
  const [old, next] = await Promise.all([readContract(oldFile), readContract(newFile)]);
  if (old === undefined || next === undefined) return 2;
  const changes = compareContracts(old, next);
  const report = reportOf({ file: oldFile, version: old.version }, { file: newFile, version: next.version }, changes);
  process.stdout.write(
    format === 'json' ? formatJson(report) : formatTable(report, (text, style) => styleText(style, text)),
  );
  return isBroken(report, failOn) ? 1 : 0;
}

/** Returns true when relevant changes are not declared by the new version. An invalid version declares nothing. */
export function isBroken({ changes, isSufficient }: Report, failOn: FailOn): boolean {
  if (isSufficient === true || failOn === 'none') return false;
  return failOn === 'any' ? changes.length > 0 : changes.some(({ level }) => level === 'breaking');
}

/** Loads a contract. Prints the problems of an invalid document and returns `undefined`. */
async function readContract(file: string): Promise<Contract | undefined> {
  try {
    return (await loadContract(file)).contract;
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}
