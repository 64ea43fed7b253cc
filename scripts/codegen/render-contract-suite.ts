import { buildSuite } from './build-suite.js';
import type { Contract } from './contract.js';
import { isObject } from './json.js';
import { literal } from './render-source.js';

/** A TypeScript expression that `render` inserts unquoted. */
class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Renders the contract test suite as data, which `contract-runner.ts` turns into test cases. */
export function renderContractSuite(contract: Contract): string {
  const suite = buildSuite(contract, (type) => new Code(`closedValidators.${type}`));
  const code = render(suite);
  return `${code.includes('closedValidators.') ? "import { closedValidators } from './closed-validators.js';" : ''}
import type { ContractSuite } from './contract-types.js';

/** The tests that the contract implies for a server. */
export const contractSuite: ContractSuite = ${code};
`;
}

/** Renders a value as TypeScript. A long string of one repeated character becomes a call of `repeat`. */
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

/** Renders a key. `__proto__: …` in an object literal would set the prototype; `['__proto__']: …` is a field. */
function renderKey(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : literal(key);
}
