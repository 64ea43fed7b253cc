import type { Contract, HandshakeAuth, Json, Namespace, Operation, Payload } from '../contract.js';
import { jsLiteral, jsMember, jsString, lineWidth } from './js-literal.js';
import { fieldsOf, isObjectType, type Schemas } from './resolve-schema.js';
import { sampleOf, samplePayload } from './sample.js';

/** What a client developer copies to send an event, or to listen to it, with socket.io-client. */
export function renderSnippet(operation: Operation, schemas: Schemas): string {
  return operation.sender === 'client' ? emitSnippet(operation, schemas) : listenSnippet(operation, schemas);
}

/** What a client developer copies to connect to a namespace. */
export function renderConnectSnippet(contract: Contract, namespace: Namespace): string {
  const server = contract.servers[0];
  const address = namespace.address === '/' ? '' : namespace.address;
  const origin = server === undefined ? '' : server.url.slice(0, server.url.length - server.path.length);
  const options = [
    ...(server === undefined || isDefaultPath(server.path) ? [] : [`path: ${jsString(server.path)}`]),
    ...(namespace.auth === undefined ? [] : [`auth: ${authLiteral(namespace.auth, contract.schemas)}`]),
  ];
  const target = `${origin}${address}`;
  const args = [
    ...(target === '' ? [] : [jsString(target)]),
    ...(options.length === 0 ? [] : [`{\n${options.map((option) => `  ${option},\n`).join('')}}`]),
  ];
  const refusedBy = namespace.auth?.refusedBy;
  return [
    `import { io } from 'socket.io-client';\n\nconst socket = io(${args.join(', ')});`,
    listener('connect', '', `console.log('connected');`),
    refusedBy === undefined
      ? listener('connect_error', 'error', 'console.error(error.message);')
      : listener(refusedBy, 'payload', `console.error('not let in', payload);`),
    listener('disconnect', 'reason', `console.log('disconnected', reason);`),
  ].join('\n\n');
}

function listener(event: string, parameter: string, statement: string): string {
  return `socket.on(${jsString(event)}, (${parameter}) => {\n  ${statement}\n});`;
}

function emitSnippet(operation: Operation, schemas: Schemas): string {
  const { event, payload, reply, error } = operation;
  const hasReply = reply !== undefined || error !== undefined;
  const start = hasReply ? 'const reply = await socket.emitWithAck(' : 'socket.emit(';
  const call = `${start}${callArguments(event, payload && samplePayload(payload, schemas), start.length)});`;
  if (error === undefined) return hasReply ? `${call}\nconsole.log(reply);` : call;
  return `${call}\n\n${handleReply(error, reply, schemas)}`;
}

/** What stands in the brackets of a call that begins at `column`: in lines when the name alone fills the first. */
function callArguments(event: string, value: Json | undefined, column: number): string {
  const name = jsString(event);
  if (value === undefined) return name;
  const end = column + name.length + 3;
  if (end <= lineWidth) return `${name}, ${jsLiteral(value, end, '')}`;
  return `\n  ${name},\n  ${jsLiteral(value, 3, '  ')},\n`;
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

/** The field that tells an error reply from a success reply. */
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
