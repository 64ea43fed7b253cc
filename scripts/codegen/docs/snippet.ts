import { idempotencyKey, isAcknowledged } from '../client-operation.js';
import type { Contract, HandshakeAuth, Namespace, Operation, Payload } from '../contract.js';
import { isObject } from '../json.js';
import { JsExpression, type JsValue, jsLiteral, jsMember, jsString } from './js-literal.js';
import { fieldsOf, isObjectType, type Schemas } from './resolve-schema.js';
import { sampleOf, samplePayload } from './sample.js';

/** Prints socket.io-client code that sends an event of the client, or listens for an event of the server. */
export function renderSnippet(operation: Operation, contract: Contract): string {
  return operation.sender === 'client' ? emitSnippet(operation, contract) : listenSnippet(operation, contract.schemas);
}

/** Prints socket.io-client code that connects to a namespace. */
export function renderConnectSnippet(contract: Contract, namespace: Namespace): string {
  const server = contract.servers[0];
  const address = namespace.address === '/' ? '' : namespace.address;
  const origin = server === undefined ? '' : server.url.slice(0, server.url.length - server.path.length);
  const options = [
    ...(server === undefined || isDefaultPath(server.path) ? [] : [`path: ${jsString(server.path)}`]),
    `transports: ['websocket']`,
    ...(namespace.auth === undefined ? [] : [`auth: ${authLiteral(namespace.auth, contract.schemas)}`]),
  ];
  const target = `${origin}${address}`;
  const args = [
    ...(target === '' ? [] : [jsString(target)]),
    `{\n${options.map((option) => `  ${option},\n`).join('')}}`,
  ];
  const refusedBy = namespace.auth?.refusedBy;
  return [
    `import { io } from 'socket.io-client';\n\nconst socket = io(${args.join(', ')});`,
    listener('connect', '', `console.log('connected');`),
    refusedBy === undefined
      ? listener('connect_error', 'error', 'console.error(error.message);')
      : listener(refusedBy, 'payload', `console.error('rejected', payload);`),
    listener('disconnect', 'reason', `console.log('disconnected', reason);`),
  ].join('\n\n');
}

function listener(event: string, parameter: string, statement: string): string {
  return `socket.on(${jsString(event)}, (${parameter}) => {\n  ${statement}\n});`;
}

function emitSnippet(operation: Operation, contract: Contract): string {
  const { event, reply, error } = operation;
  const payload = payloadLiteral(operation, contract);
  if (!isAcknowledged(operation)) return `${call('socket.emit(', event, payload, '')};`;
  const request = call('  .emitWithAck(', event, payload, '  ');
  const send = `const reply = await socket\n  .timeout(5_000)\n${request};`;
  return error === undefined
    ? `${send}\nconsole.log(reply);`
    : `${send}\n\n${handleReply(error, reply, contract.schemas)}`;
}

/** The sample payload, with a new idempotency key for each call. */
function payloadLiteral(operation: Operation, contract: Contract): JsValue | undefined {
  if (operation.payload === undefined) return undefined;
  const sample = samplePayload(operation.payload, contract.schemas);
  const key = idempotencyKey(contract, operation);
  if (key === undefined || !key.isUuid || !isObject(sample)) return sample;
  return { ...sample, [key.name]: new JsExpression('crypto.randomUUID()') };
}

/** Prints a call, from its indented start to the closing bracket. */
function call(start: string, event: string, payload: JsValue | undefined, indent: string): string {
  const name = jsString(event);
  if (payload === undefined) return `${start}${name})`;
  const column = start.length + name.length + ', '.length;
  return `${start}${name}, ${jsLiteral(payload, column + ');'.length, indent)})`;
}

function handleReply(error: Payload, reply: Payload | undefined, schemas: Schemas): string {
  const mark = errorMark(error, reply, schemas);
  if (mark === undefined)
    return `console.log(reply); // ${reply === undefined ? '' : `${reply.type} or `}${error.type}`;
  const found = jsMember('reply', mark);
  const inner = fieldsOf(schemaAt(error, mark, schemas), schemas).map(({ name }) => name);
  const shown = inner.includes('code') && inner.includes('message') ? `${found}.code, ${found}.message` : found;
  return `if (${found}) {\n  console.error(${shown});\n} else {\n  console.log(reply);\n}`;
}

/** Finds a field that only the error reply has, so that a client can tell it from the success reply. */
function errorMark(error: Payload, reply: Payload | undefined, schemas: Schemas): string | undefined {
  const replySchema = reply === undefined ? {} : { $ref: `#/definitions/${reply.type}` };
  if (reply !== undefined && !isObjectType(replySchema, schemas)) return undefined;
  const inReply = fieldsOf(replySchema, schemas).map(({ name }) => name);
  const own = fieldsOf({ $ref: `#/definitions/${error.type}` }, schemas)
    .filter(({ name, required }) => required && !inReply.includes(name))
    .flatMap(({ name }) => (name === undefined ? [] : [name]));
  return own.find((name) => name === 'error') ?? own[0];
}

function schemaAt(payload: Payload, field: string, schemas: Schemas) {
  return fieldsOf({ $ref: `#/definitions/${payload.type}` }, schemas).find(({ name }) => name === field)?.schema ?? {};
}

function listenSnippet({ event, payload, reply, error }: Operation, schemas: Schemas): string {
  const answer = reply ?? error;
  const parameters = [...(payload === undefined ? [] : ['payload']), ...(answer === undefined ? [] : ['acknowledge'])];
  const body = [
    ...(payload === undefined ? [] : ['  console.log(payload);\n']),
    ...(answer === undefined ? [] : [`  acknowledge(${jsLiteral(samplePayload(answer, schemas), 16, '  ')});\n`]),
  ];
  const inner = body.length === 0 ? `  console.log(${jsString(event)});\n` : body.join('');
  return `socket.on(${jsString(event)}, (${parameters.join(', ')}) => {\n${inner}});`;
}

function authLiteral(auth: HandshakeAuth, schemas: Schemas): string {
  return jsLiteral(sampleOf({ $ref: `#/definitions/${auth.type}` }, schemas), 8, '  ');
}

function isDefaultPath(path: string): boolean {
  return path === '/socket.io' || path === '/socket.io/';
}
