import { join } from 'node:path';
import { formatSource } from '../../scripts/codegen/format-source.js';
import type { GeneratedFiles } from '../../scripts/codegen/generated-files.js';
import { loadContract } from '../../scripts/codegen/load-contract.js';
import { renderAll } from '../../scripts/codegen/render-all.js';
import { root } from './run-script.js';

/** What is generated from one of the documents in `test/fixtures/contracts`, or from any other in the package. */
export async function generateFiles(document: string): Promise<GeneratedFiles> {
  const { contract } = await loadContract(join(root, document));
  return formatSource(await renderAll(contract, document));
}
