import { buildSuite } from './build-suite.js';
import type { Contract } from './contract.js';
import { isObject } from './json.js';
import { literal } from './render-source.js';

/** TypeScript that stands for a value. */
class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The contract test suite as data; `contract-runner.ts`, beside it, carries it out. */
export function renderContractSuite(contract: Contract): string {
  const suite = buildSuite(contract, (type) => new Code(`closedValidators.${type}`));
  const code = render(suite);
  return `${code.includes('closedValidators.') ? "import { closedValidators } from './closed-validators.js';" : ''}
import type { ContractSuite } from './contract-demands.js';

/** Everything that the contract demands of a server. */
export const contractSuite: ContractSuite = ${code};
`;
}

/** A value as TypeScript; a string that only repeats a character is written so. */
function render(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (value === undefined) return 'undefined';
  if (typeof value === 'string' && value.length > 60 && value === value.charAt(0).repeat(value.length)) {
    return `${literal(value.charAt(0))}.repeat(${value.length})`;
  }
  if (Array.isArray(value)) return `[${value.map(render).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${renderKey(key)}: ${render(item)}`);
  return `{ ${entries.join(', ')} }`;
}

/** In an object literal `__proto__: …` sets the prototype; `['__proto__']: …` is a field. */
function renderKey(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : literal(key);
}
