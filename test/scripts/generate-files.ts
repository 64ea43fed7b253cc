import { join } from 'node:path';
import { formatSource } from '../../scripts/codegen/format-source.js';
import type { GeneratedFiles } from '../../scripts/codegen/generated-files.js';
import { loadContract } from '../../scripts/codegen/load-contract.js';
import { writeFolder } from '../../scripts/codegen/output-folder.js';
import { renderAll } from '../../scripts/codegen/render-all.js';
import { root } from './run-script.js';
import { type ScratchFolder, scratchFolder, strictProject } from './scratch-folder.js';

/** Generates the files of a document, given by its path in the package. */
export async function generateFiles(document: string): Promise<GeneratedFiles> {
  const { contract } = await loadContract(join(root, document));
  return formatSource(await renderAll(contract, document));
}

/** Creates a strict TypeScript project with one folder of generated files for each document. */
export async function generatedProject(
  documents: readonly { readonly name: string; readonly path: string }[],
): Promise<{ scratch: ScratchFolder; generated: Map<string, GeneratedFiles> }> {
  const scratch = await scratchFolder();
  const generated = new Map<string, GeneratedFiles>();
  await scratch.write('tsconfig.json', strictProject());
  for (const { name, path } of documents) {
    const files = await generateFiles(path);
    generated.set(name, files);
    await writeFolder(join(scratch.path, name), files);
  }
  return { scratch, generated };
}
