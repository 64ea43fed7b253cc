import { stringify } from 'yaml';
import type { Contract } from './contract.js';
import { type GeneratedFiles, generatedMark } from './generated-files.js';

/** Renders the bundled document as JSON and as YAML. */
export function renderDocument({ document }: Contract, source: string): GeneratedFiles {
  return new Map([
    ['asyncapi.json', `${JSON.stringify(document, null, 2)}\n`],
    ['asyncapi.yaml', `# ${generatedMark} from ${source}.\n${stringify(document)}`],
  ]);
}
