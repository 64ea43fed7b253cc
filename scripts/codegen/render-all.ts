import { readFileSync } from 'node:fs';
import type { Contract } from './contract.js';
import { renderDocs } from './docs/render-docs.js';
import { type GeneratedFiles, generatedMark } from './generated-files.js';
import { renderClient } from './render-client.js';
import { renderContractSuite } from './render-contract-suite.js';
import { renderDocument } from './render-document.js';
import { renderEvents } from './render-events.js';
import { renderModels, renderModelsFile } from './render-models.js';
import { renderOperations } from './render-operations.js';
import { renderCompiledValidators, renderValidators } from './render-validators.js';

/** Modules that are copied unchanged into the generated code. They are compiled, linted and tested in `runtime/`. */
const runtimeModules = [
  'validation-runtime',
  'client-call',
  'client-checks',
  'client-connection',
  'client-error',
  'client-events',
  'client-runtime',
  'client-types',
  'contract-types',
  'contract-runner',
  'contract-run',
  'contract-identities',
  'invalid-credentials',
  'template',
];

/** Renders all files generated from a contract. @param source The document's name, for the banners. */
export async function renderAll(contract: Contract, source: string): Promise<GeneratedFiles> {
  const models = await renderModels(contract);
  const modules: [name: string, text: string][] = [
    ['models', renderModelsFile(models)],
    ['events', renderEvents(contract)],
    ['validators', renderValidators(contract)],
    ['compiled-validators', renderCompiledValidators(contract)],
    ['closed-validators', renderValidators(contract, { closed: true })],
    ['compiled-closed-validators', renderCompiledValidators(contract, { closed: true })],
    ['operations', renderOperations(contract)],
    ['client', renderClient(contract)],
    ['contract-suite', renderContractSuite(contract)],
    ...runtimeModules.map((name): [string, string] => [name, readRuntime(name)]),
  ];
  const banner = `// ${generatedMark} from ${source}. Do not edit: change the document and generate again.\n`;
  const files: GeneratedFiles = new Map(modules.map(([name, text]) => [`${name}.ts`, `${banner}${text}`]));
  for (const [path, text] of renderDocs(contract, models)) files.set(`docs/${path}`, text);
  return new Map([...files, ...renderDocument(contract, source)]);
}

function readRuntime(name: string): string {
  return readFileSync(new URL(`runtime/${name}.ts`, import.meta.url), 'utf8');
}
