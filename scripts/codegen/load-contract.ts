import { buildContract } from './build-contract.js';
import { checkContract } from './check-contract.js';
import type { Contract } from './contract.js';
import { loadDocument } from './load-document.js';
import { DocumentError, type Problem } from './problem.js';

/**
 * Reads an AsyncAPI 3.0 document, in YAML or JSON, and builds its contract model.
 * @throws DocumentError with all problems of the document, each with file, line and column.
 */
export async function loadContract(file: string): Promise<{ contract: Contract; warnings: Problem[] }> {
  const { document, source, warnings } = await loadDocument(file);
  const contract = buildContract(document);
  const problems = [...warnings, ...checkContract(contract, source)];
  if (problems.some(({ severity }) => severity === 'error')) throw new DocumentError(problems);
  return { contract, warnings: problems };
}
