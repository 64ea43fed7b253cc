import { namespacePrefix } from './build-contract.js';
import type { Contract, Namespace, Operation, Payload, Peer } from './contract.js';
import { docComment } from './doc-comment.js';
import { arrayAt } from './json.js';
import { importTypes, literal } from './render-source.js';

/** The event maps that Socket.IO's `Server` and `Socket` take as type parameters, a pair for each namespace. */
export function renderEvents(contract: Contract): string {
  const operations = contract.namespaces.flatMap((namespace) => namespace.operations);
  return [
    importTypes(operations.flatMap(typesOf), './models.js'),
    '',
    renderResult(contract, operations),
    ...contract.namespaces.flatMap((namespace) => {
      const prefix = namespacePrefix(contract, namespace);
      return [
        renderEventMap(contract, namespace, 'client', `${prefix}ClientToServerEvents`),
        renderEventMap(contract, namespace, 'server', `${prefix}ServerToClientEvents`),
      ];
    }),
  ].join('\n');
}

/** The types that the operation's payload and acknowledgement have. */
export function typesOf(operation: Operation): string[] {
  return [operation.payload, operation.reply, operation.error].flatMap((payload) => (payload ? [payload.type] : []));
}

/** What an acknowledgement is called with, in TypeScript, or `undefined` when the operation has none. */
function acknowledgementType(contract: Contract, { reply, error }: Operation): string | undefined {
  if (!reply || !error) return reply?.type ?? error?.type;
  return hasErrorField(contract, error) ? `Result<${reply.type}, ${error.type}>` : `${reply.type} | ${error.type}`;
}

/** Whether an error reply can be told by its field `error`; one that `x-socketio-error` marks need not have it. */
function hasErrorField(contract: Contract, { type }: Payload): boolean {
  return arrayAt(contract.schemas.get(type) ?? {}, 'required').includes('error');
}

function renderResult(contract: Contract, operations: Operation[]): string {
  if (!operations.some(({ reply, error }) => reply && error && hasErrorField(contract, error))) return '';
  return `/** What an acknowledgement is called with: a success reply, or an error reply; \`error\` tells which. */
export type Result<Success, Failure extends { error: unknown }> = (Success & { error?: never }) | Failure;
`;
}

function renderEventMap(contract: Contract, namespace: Namespace, sender: Peer, name: string): string {
  const events = namespace.operations.filter((operation) => operation.sender === sender);
  const to = sender === 'client' ? 'Sent by clients' : 'Sent by the server';
  return [
    `/** ${to} in the namespace \`${namespace.address}\`. */`,
    `export interface ${name} {`,
    ...events.map(
      (operation) => `${docComment(operation.summary)}${literal(operation.event)}: ${listener(contract, operation)};`,
    ),
    '}',
    '',
  ].join('\n');
}

function listener(contract: Contract, operation: Operation): string {
  const acknowledgement = acknowledgementType(contract, operation);
  const parameters = [
    ...(operation.payload ? [`payload: ${operation.payload.type}`] : []),
    ...(acknowledgement ? [`acknowledge: (reply: ${acknowledgement}) => void`] : []),
  ];
  return `(${parameters.join(', ')}) => void`;
}
