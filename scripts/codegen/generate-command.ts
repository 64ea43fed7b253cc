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

/** `generate`: writes everything that an AsyncAPI document generates, or says what is not up to date. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('Generates TypeScript, a contract suite and docs from an AsyncAPI 3.0 document.')
    .option('--spec <file>', 'the document, in YAML or JSON', 'asyncapi.yaml')
    .option('--out <folder>', "the generator's own folder: what is not generated is removed from it", 'generated')
    .option('--check', 'write nothing; list what is stale, missing or orphan, and exit 1 if anything is')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 the document is wrong or the folder is not up to date, 2 used wrongly.',
    )
    .action(async (options: Options) => {
      process.exitCode = await generate(options);
    });
}

async function generate({ spec, out, check }: Options): Promise<number> {
  try {
    const { contract, warnings } = await loadContract(spec);
    for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
    // Modelina takes a second to load: too long to wait for, to be told of a typing error.
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

/** What the operating system refused, as a folder that may not be written to. */
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
  process.stderr.write(`Mend it with: npm run generate -- --spec ${spec} --out ${folder}\n`);
  return 1;
}

function written(folder: string, differences: Difference[], count: number): number {
  for (const { kind, path } of differences) {
    process.stdout.write(`${kind === 'orphan' ? 'removed' : 'wrote'}  ${folder}/${path}\n`);
  }
  process.stdout.write(`${folder} holds ${count} files, ${differences.length} of them changed.\n`);
  return 0;
}
