import { relative } from 'node:path';
import { Command } from 'commander';
import { loadContract } from '../load-contract.js';
import { writeFolder } from '../output-folder.js';
import { DocumentError, formatProblem } from '../problem.js';
import { renderDocument } from '../render-document.js';

interface Options {
  spec: string;
  out: string;
}

/** `docs`: the docs alone, as one folder to host anywhere. */
export function docsCommand(): Command {
  return new Command('docs')
    .description('Writes the docs of an AsyncAPI 3.0 document: static files, to host anywhere.')
    .requiredOption('--out <folder>', "the docs' own folder: what does not belong to them is removed from it")
    .option('--spec <file>', 'the document, in YAML or JSON', 'asyncapi.yaml')
    .addHelpText('after', '\nExit codes: 0 done, 1 the document is wrong, 2 used wrongly.')
    .action(async (options: Options) => {
      process.exitCode = await docs(options);
    });
}

async function docs({ spec, out }: Options): Promise<number> {
  try {
    const { contract, warnings } = await loadContract(spec);
    for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
    // Modelina takes a second to load: too long to wait for, to be told of a typing error.
    const { renderModels } = await import('../render-models.js');
    const { renderDocs } = await import('./render-docs.js');
    const options = { documentFolder: '.', servedByService: false };
    const docs = renderDocs(contract, await renderModels(contract), options);
    await writeFolder(out, new Map([...docs, ...renderDocument(contract, relative(process.cwd(), spec))]));
    process.stdout.write(`Open ${out}/index.html, or host the folder.\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof DocumentError) && !(error instanceof Error && 'syscall' in error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
