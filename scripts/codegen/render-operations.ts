import { namespacePrefix } from './build-contract.js';
import type { Contract, Namespace, Operation, Peer } from './contract.js';
import { docComment } from './doc-comment.js';
import { importTypes, literal, objectLiteral } from './render-source.js';
import { memberNameOf } from './type-name.js';

/** Renders the operation tables: validators and error codes by event, with which a server binds its handlers. */
export function renderOperations(contract: Contract): string {
  const payloads = contract.namespaces.flatMap((namespace) =>
    namespace.operations.flatMap(({ payload, reply }) => [payload?.type ?? [], reply?.type ?? []].flat()),
  );
  return [
    importTypes(payloads, './models.js'),
    "import { validators } from './validators.js';",
    '',
    `/** The engine path, as in socket.io-client's option \`path\`. */`,
    `export const enginePath = ${literal(contract.servers[0]?.path ?? '/socket.io')};`,
    '',
    ...contract.namespaces.flatMap((namespace) => renderNamespace(contract, namespace)),
    ...renderErrorCodes(contract),
  ].join('\n');
}

function renderNamespace(contract: Contract, namespace: Namespace): string[] {
  const prefix = namespacePrefix(contract, namespace);
  return [
    `export const ${memberNameOf(`${prefix}-namespace`)} = ${literal(namespace.address)};`,
    '',
    renderTypes(namespace, 'client', `${prefix}ClientOperations`),
    renderTypes(namespace, 'server', `${prefix}ServerOperations`),
    renderTable(namespace, 'client', memberNameOf(`${prefix}-client-operations`)),
    renderTable(namespace, 'server', memberNameOf(`${prefix}-server-operations`)),
  ];
}

function renderTypes(namespace: Namespace, sender: Peer, name: string): string {
  const fields = sent(namespace, sender).map(
    ({ event, payload, reply }) =>
      `${literal(event)}: { payload: ${payload?.type ?? 'undefined'}; reply: ${reply?.type ?? 'undefined'} };`,
  );
  return `/** By event: the payload that ${sender === 'client' ? 'clients send and the reply they get' : 'the server sends and the reply it gets'}. */
export interface ${name} {
${fields.join('\n')}
}
`;
}

function renderTable(namespace: Namespace, sender: Peer, name: string): string {
  const entries = sent(namespace, sender).map((operation) => [operation.event, renderOperation(operation)] as const);
  return `${docComment(`Sent by ${sender === 'client' ? 'clients' : 'the server'} in \`${namespace.address}\`, by event.`)}export const ${name} = ${objectLiteral(entries)} as const;
`;
}

function renderOperation({ id, payload, reply, error, errorCodes }: Operation): string {
  return objectLiteral([
    ['id', literal(id)],
    ['payload', validatorOf(payload?.type)],
    ['reply', validatorOf(reply?.type)],
    ['error', validatorOf(error?.type)],
    ['errorCodes', `[${errorCodes.map(literal).join(', ')}]`],
  ]);
}

function validatorOf(type: string | undefined): string {
  return type === undefined ? 'undefined' : `validators.${type}`;
}

function renderErrorCodes(contract: Contract): string[] {
  if (contract.errors.length === 0) return [];
  return [
    '/** The closed list of error codes. */',
    `export const errorCodes = [${contract.errors.map(({ code }) => literal(code)).join(', ')}] as const;`,
    '',
  ];
}

function sent(namespace: Namespace, sender: Peer): Operation[] {
  return namespace.operations.filter((operation) => operation.sender === sender);
}
