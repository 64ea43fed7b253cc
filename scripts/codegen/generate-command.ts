import { relative } from 'node:path';
import { Command } from 'commander';
import { formatSource } from './format-source.js';
import { loadContract } from './load-contract.js';
import { compareFolder, type Difference, writeFolder } from './output-folder.js';
import { DocumentError, formatProblem } from './problem.js';

interface Options {
  spec: string;
  out: string;
  check?: true;
}

/** `generate`: writes all files generated from an AsyncAPI document, or with `--check` lists those out of date. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('Generates TypeScript, a contract suite and docs from an AsyncAPI 3.0 document.')
    .option('--spec <file>', 'the document, in YAML or JSON', 'asyncapi.yaml')
    .option('--out <folder>', 'the output folder; files in it that are not generated are removed', 'generated')
    .option('--check', 'write nothing; list stale, missing and orphan files, and exit with 1 if there are any')
    .addHelpText(
      'after',
      '\nExit codes: 0 success, 1 invalid document, failed write, or files out of date (--check), 2 usage error.',
    )
    .action(async (options: Options) => {
      process.exitCode = await generate(options);
    });
}

async function generate({ spec, out, check }: Options): Promise<number> {
  try {
    const { contract, warnings } = await loadContract(spec);
    for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
    // Import lazily: Modelina takes a second to load, which an invalid document does not need.
    const { renderAll } = await import('./render-all.js');
    const files = await formatSource(await renderAll(contract, relative(process.cwd(), spec)));
    return check
      ? report(out, await compareFolder(out, files), spec)
      : written(out, await writeFolder(out, files), files.size);
  } catch (error) {
    if (!(error instanceof DocumentError) && !isSystemError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** Returns true for an error of the operating system, such as a folder without write permission. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function report(folder: string, differences: Difference[], spec: string): number {
  if (differences.length === 0) {
    process.stdout.write(`${folder} is up to date.\n`);
    return 0;
  }
  for (const { kind, path, line } of differences) {
    process.stderr.write(`${kind.padEnd(8)} ${folder}/${path}\n`);
    if (line) process.stderr.write(`  line ${line.number}\n  - ${line.onDisk}\n  + ${line.generated}\n`);
  }
  process.stderr.write(`Update with: npm run generate -- --spec ${spec} --out ${folder}\n`);
  return 1;
}

function written(folder: string, differences: Difference[], count: number): number {
  for (const { kind, path } of differences) {
    process.stdout.write(`${kind === 'orphan' ? 'removed' : 'wrote'}  ${folder}/${path}\n`);
  }
  process.stdout.write(`${folder} contains ${count} files, ${differences.length} of them changed.\n`);
  return 0;
}
