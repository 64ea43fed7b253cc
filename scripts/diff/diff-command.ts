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

/** The command `diff OLD NEW`. It sets `process.exitCode`: 0 held, 1 the contract is broken, 2 used wrongly. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .description(
      'Compares two AsyncAPI 3.0 documents of a Socket.IO service: what breaks its clients, and the version it asks for.',
    )
    .argument('<old>', 'the document that clients were written from, in YAML or JSON')
    .argument('<new>', 'the document that is to take its place')
    .addOption(
      new Option('--format <format>', 'how the changes are printed').choices(['table', 'json']).default('table'),
    )
    .addOption(
      new Option('--fail-on <changes>', "which changes have to be said by NEW's info.version")
        .choices(['breaking', 'any', 'none'])
        .default('breaking'),
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 the contract is held, or its new version says what breaks; 1 it is broken; 2 used wrongly.',
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

/** Whether changes that matter go unsaid by the new version. One that is no semantic version says nothing. */
export function isBroken({ changes, honest }: Report, failOn: FailOn): boolean {
  if (honest === true || failOn === 'none') return false;
  return failOn === 'any' ? changes.length > 0 : changes.some(({ level }) => level === 'breaking');
}

/** Undefined, once its problems are printed, for a document that cannot be read. */
async function readContract(file: string): Promise<Contract | undefined> {
  try {
    return (await loadContract(file)).contract;
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}
