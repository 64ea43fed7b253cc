import type { Contract, Json, Namespace, Operation } from './contract.js';
import { type InvalidPayload, invalidPayloads } from './invalid-payloads.js';
import { isObject } from './json.js';
import { literal, objectLiteral } from './render-source.js';

/** The contract test suite as data; `contract-runner.ts`, beside it, carries it out. */
export function renderContractSuite(contract: Contract): string {
  const invalid = contract.errors.find(({ invalidPayload }) => invalidPayload);
  const suite = objectLiteral([
    ['title', literal(contract.title)],
    ['actors', contract.actors ? value(JSON.parse(JSON.stringify(contract.actors))) : 'undefined'],
    ['invalidPayloadCode', invalid ? literal(invalid.code) : 'undefined'],
    ['namespaces', list(contract.namespaces.map((namespace) => renderNamespace(contract, namespace)))],
  ]);
  return `import { closedValidators } from './closed-validators.js';
import type { ContractSuite } from './contract-demands.js';

/** Everything that the contract demands of a server. */
export const contractSuite: ContractSuite = ${suite};
`;
}

function renderNamespace(contract: Contract, { address, auth, operations }: Namespace): string {
  const sentBy = (sender: Operation['sender']) => operations.filter((operation) => operation.sender === sender);
  return objectLiteral([
    ['address', literal(address)],
    [
      'auth',
      auth ? objectLiteral([['refusedBy', auth.refusedBy ? literal(auth.refusedBy) : 'undefined']]) : 'undefined',
    ],
    ['clientEvents', list(sentBy('client').map((operation) => renderClientEvent(contract, operation)))],
    ['serverEvents', list(sentBy('server').map(renderServerEvent))],
  ]);
}

function renderClientEvent(contract: Contract, operation: Operation): string {
  const { event, payload, reply, error, errorCodes } = operation;
  const examples = payload?.examples.map(({ name, payload: example }) => ({ name, payload: example })) ?? [];
  return objectLiteral([
    ['event', literal(event)],
    ['reply', closedValidator(reply?.type)],
    ['error', closedValidator(error?.type)],
    ['errorCodes', value(errorCodes)],
    ['examples', value(examples)],
    ['invalid', list(payload ? invalidPayloads(contract, payload).map(renderInvalidPayload) : [])],
    ['scenario', renderScenario(operation)],
  ]);
}

function renderServerEvent(operation: Operation): string {
  return objectLiteral([
    ['event', literal(operation.event)],
    ['payload', closedValidator(operation.payload?.type)],
    ['scenario', renderScenario(operation)],
  ]);
}

function renderScenario({ scenario }: Operation): string {
  return scenario ? value(JSON.parse(JSON.stringify(scenario))) : 'undefined';
}

function renderInvalidPayload({ what, payload }: InvalidPayload): string {
  return objectLiteral([
    ['what', literal(what)],
    ...(payload === undefined ? [] : [['payload', value(payload)] as const]),
  ]);
}

function closedValidator(type: string | undefined): string {
  return type === undefined ? 'undefined' : `closedValidators.${type}`;
}

function list(items: string[]): string {
  return `[${items.join(', ')}]`;
}

/** A JSON value in TypeScript; a string that only repeats a character is written so. */
function value(json: Json): string {
  if (typeof json === 'string' && json.length > 60 && json === json.charAt(0).repeat(json.length)) {
    return `${literal(json.charAt(0))}.repeat(${json.length})`;
  }
  if (Array.isArray(json)) return list(json.map(value));
  if (!isObject(json)) return JSON.stringify(json);
  // In an object literal `__proto__: …` sets the prototype; `['__proto__']: …` is a field.
  const entries = Object.entries(json).map(
    ([key, item]) => [key === '__proto__' ? '["__proto__"]' : literal(key), item] as const,
  );
  return `{ ${entries.map(([key, item]) => `${key}: ${value(item)}`).join(', ')} }`;
}
