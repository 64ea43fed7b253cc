import { namespacePrefix } from './build-contract.js';
import type { Contract, Namespace, Operation, Peer } from './contract.js';
import { docComment } from './doc-comment.js';
import { importTypes, literal } from './render-source.js';

/** The event maps that Socket.IO's `Server` and `Socket` take as type parameters, a pair for each namespace. */
export function renderEvents(contract: Contract): string {
  const operations = contract.namespaces.flatMap((namespace) => namespace.operations);
  return [
    importTypes(operations.flatMap(typesOf), './models.js'),
    '',
    renderResult(operations),
    ...contract.namespaces.flatMap((namespace) => {
      const prefix = namespacePrefix(contract, namespace);
      return [
        renderEventMap(namespace, 'client', `${prefix}ClientToServerEvents`),
        renderEventMap(namespace, 'server', `${prefix}ServerToClientEvents`),
      ];
    }),
  ].join('\n');
}

/** The types that the operation's payload and acknowledgement have. */
export function typesOf(operation: Operation): string[] {
  return [operation.payload, operation.reply, operation.error].flatMap((payload) => (payload ? [payload.type] : []));
}

/** What an acknowledgement is called with, in TypeScript, or `undefined` when the operation has none. */
export function acknowledgementType({ reply, error }: Operation): string | undefined {
  if (reply && error) return `Result<${reply.type}, ${error.type}>`;
  return reply?.type ?? error?.type;
}

function renderResult(operations: Operation[]): string {
  if (!operations.some(({ reply, error }) => reply && error)) return '';
  return `/** What an acknowledgement is called with: a success reply, or an error reply; \`error\` tells which. */
export type Result<Success, Failure extends { error: unknown }> = (Success & { error?: never }) | Failure;
`;
}

function renderEventMap(namespace: Namespace, sender: Peer, name: string): string {
  const events = namespace.operations.filter((operation) => operation.sender === sender);
  const to = sender === 'client' ? 'Sent by clients' : 'Sent by the server';
  return [
    `/** ${to} in the namespace \`${namespace.address}\`. */`,
    `export interface ${name} {`,
    ...events.map(
      (operation) => `${docComment(operation.summary)}${literal(operation.event)}: ${listener(operation)};`,
    ),
    '}',
    '',
  ].join('\n');
}

function listener(operation: Operation): string {
  const acknowledgement = acknowledgementType(operation);
  const parameters = [
    ...(operation.payload ? [`payload: ${operation.payload.type}`] : []),
    ...(acknowledgement ? [`acknowledge: (reply: ${acknowledgement}) => void`] : []),
  ];
  return `(${parameters.join(', ')}) => void`;
}
