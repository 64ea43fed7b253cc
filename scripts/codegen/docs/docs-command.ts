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

/** Creates the command `docs`, which writes the docs to a folder of static files. */
export function docsCommand(): Command {
  return new Command('docs')
    .description('Write the docs of an AsyncAPI 3.0 document as static files for any web server.')
    .requiredOption('--out <folder>', 'output folder; files that do not belong to the docs are removed')
    .option('--spec <file>', 'AsyncAPI document, in YAML or JSON', 'asyncapi.yaml')
    .addHelpText('after', '\nExit codes: 0 success, 1 invalid document, 2 usage error.')
    .action(async (options: Options) => {
      process.exitCode = await docs(options);
    });
}

async function docs({ spec, out }: Options): Promise<number> {
  try {
    const { contract, warnings } = await loadContract(spec);
    for (const warning of warnings) process.stderr.write(`${formatProblem(warning)}\n`);
    // Modelina takes a second to load. Load it only after the document has been checked.
    const { renderModels } = await import('../render-models.js');
    const { renderDocs } = await import('./render-docs.js');
    const options = { documentFolder: '.', servedByService: false };
    const docs = renderDocs(contract, await renderModels(contract), options);
    await writeFolder(out, new Map([...docs, ...renderDocument(contract, relative(process.cwd(), spec))]));
    process.stdout.write(`Open ${out}/index.html, or serve the folder with a web server.\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof DocumentError) && !(error instanceof Error && 'syscall' in error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
