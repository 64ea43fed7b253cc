import { namespacePrefix } from './build-contract.js';
import type { Contract, Namespace, Operation, Payload, Peer } from './contract.js';
import { docComment } from './doc-comment.js';
import { arrayAt } from './json.js';
import { importTypes, literal } from './render-source.js';

/** Renders the event maps, the type parameters of Socket.IO's `Server` and `Socket`: a pair for each namespace. */
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

/** Returns the type names of an operation's payload and replies. */
export function typesOf(operation: Operation): string[] {
  return [operation.payload, operation.reply, operation.error].flatMap((payload) => (payload ? [payload.type] : []));
}

/** Returns the type of the acknowledgement's argument, or `undefined` when the operation has no acknowledgement. */
function acknowledgementType(contract: Contract, { reply, error }: Operation): string | undefined {
  if (!reply || !error) return reply?.type ?? error?.type;
  return hasErrorField(contract, error) ? `Result<${reply.type}, ${error.type}>` : `${reply.type} | ${error.type}`;
}

/** Returns true when error replies require the field `error`; a message with `x-socketio-error` may lack it. */
function hasErrorField(contract: Contract, { type }: Payload): boolean {
  return arrayAt(contract.schemas.get(type) ?? {}, 'required').includes('error');
}

function renderResult(contract: Contract, operations: Operation[]): string {
  if (!operations.some(({ reply, error }) => reply && error && hasErrorField(contract, error))) return '';
  return `/** The argument of an acknowledgement: a success reply, or an error reply, which has the field \`error\`. */
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
