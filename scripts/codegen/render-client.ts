import { namespacePrefix } from './build-contract.js';
import { methodNames } from './client-method-names.js';
import { errorMarks, idempotencyKey, isAcknowledged } from './client-operation.js';
import type { Contract, HandshakeAuth, Namespace, Operation } from './contract.js';
import { docComment } from './doc-comment.js';
import { fieldsOf } from './docs/resolve-schema.js';
import { literal, objectLiteral } from './render-source.js';
import { memberNameOf } from './type-name.js';

/** The existing options of `createClient`; a field of `auth` with such a name cannot become an option. */
const optionNames = new Set(['auth', 'timeoutMs', 'validate', 'refreshAuth', 'onRefused', 'onError', 'io']);

/** Renders the typed client: one method for each operation of a namespace, implemented by `client-runtime.ts`. */
export function renderClient(contract: Contract): string {
  const isKeyRequired = contract.namespaces.some(({ operations }) =>
    operations.some((operation) => idempotencyKey(contract, operation)?.required),
  );
  return [
    "import { ClientError, type ClientErrorCode, ReplyError } from './client-error.js';",
    "import { ClientRuntime } from './client-runtime.js';",
    `import type { CallOptions, ClientDefinition, ClientMembers, ConnectionListeners, ConnectionOptions, Validators${isKeyRequired ? ', WithOptional' : ''} } from './client-types.js';`,
    "import type * as models from './models.js';",
    '',
    'export { type CallOptions, ClientError, type ClientErrorCode };',
    '',
    renderError(contract),
    ...contract.namespaces.map((namespace) => renderNamespace(contract, namespace)),
    loadValidators,
  ].join('\n');
}

/** The exact form by which bundlers recognise that production code does not need the import. */
const loadValidators = `declare const process: { env: { NODE_ENV?: string } };

/** Loads the validators in development; bundlers leave the import out of production code. */
function loadValidators(): Promise<Validators> | undefined {
  try {
    if (process.env.NODE_ENV !== 'production') return import('./validators.js').then(({ validators }) => validators);
  } catch {
    // Without a bundler, a page has no \`process\`: development cannot be detected.
  }
  return undefined;
}
`;

function renderError(contract: Contract): string {
  const codes = contract.errors.map(({ code }) => literal(code));
  const operations = contract.namespaces.flatMap((namespace) => namespace.operations);
  const types = operations.flatMap(({ sender, error }) =>
    sender === 'client' && error ? [`models.${error.type}`] : [],
  );
  return `/** The error codes of the contract. */
export type ContractErrorCode = ${codes.length > 0 ? codes.join(' | ') : 'string'};

/** An error reply of the server. */
export class ContractError extends ReplyError<ContractErrorCode, ${[...new Set(types)].join(' | ') || 'unknown'}> {}
`;
}

function renderNamespace(contract: Contract, namespace: Namespace): string {
  const { address, auth } = namespace;
  const prefix = namespacePrefix(contract, namespace);
  const sentBy = (sender: Operation['sender']) =>
    namespace.operations.filter((operation) => operation.sender === sender);
  const names = methodNames(sentBy('client').map(({ event }) => event));
  const methods = sentBy('client').map((operation, index) => ({ operation, name: names[index] ?? '' }));
  const authType = auth ? `models.${auth.type}` : 'Record<string, never>';
  const definition = memberNameOf(`${prefix}-definition`);
  const parameters = `${prefix}ClientListeners, ${authType}, ${refusalType(namespace)}`;
  const options = optionsOf(contract, auth);
  const url = `The server's URL, as in \`${contract.servers[0]?.url ?? 'ws://localhost:3000'}\`; without a path, the contract's path is used.`;
  return `${docComment(`The listeners for the events that the server sends in \`${address}\`.`)}export interface ${prefix}ClientListeners extends ConnectionListeners {
${sentBy('server').map(renderListener).join('\n')}
}

export type ${prefix}ClientOptions = ConnectionOptions<${authType}, ${refusalType(namespace)}>${options.type};

${docComment(`A client of the namespace \`${address}\`, with one method for each operation.`)}export interface ${prefix}Client extends ClientMembers<${prefix}ClientListeners, ${authType}> {
${methods.map(({ operation, name }) => renderSignature(contract, operation, name)).join('\n')}
}

const ${definition}: ClientDefinition = {
  path: ${literal(contract.servers[0]?.path ?? '/socket.io')},
  namespace: ${literal(address)},
  ${auth?.refusedBy === undefined ? '' : `refusedBy: ${literal(auth.refusedBy)},`}
  events: ${objectLiteral(sentBy('server').map((operation) => [operation.event, renderEventDefinition(operation)]))},
  ContractError,
  loadValidators,
};

${docComment(`Connects to the namespace \`${address}\`, and reconnects when the connection is lost.\n@param url ${url}`)}export function create${prefix}Client(url: string, options: ${prefix}ClientOptions${options.isOptional ? ' = {}' : ''}): ${prefix}Client {
  const client = new ClientRuntime<${parameters}>(${definition}, { url, auth: ${options.auth} }, options);
  return {
    ...client.members,
    ${methods.map(({ operation, name }) => renderMethod(contract, operation, name)).join('\n')}
  };
}
`;
}

/** Returns the type of a refusal: the payload of the event `refusedBy`, or the error of Socket.IO. */
function refusalType({ auth, operations }: Namespace): string {
  if (auth?.refusedBy === undefined) return 'Error';
  const refusal = operations.find(({ sender, event }) => sender === 'server' && event === auth.refusedBy);
  return refusal?.payload ? `models.${refusal.payload.type}` : 'unknown';
}

interface AuthOptions {
  /** The type of the options beyond `ConnectionOptions`. */
  type: string;
  isOptional: boolean;
  /** The expression that reads `auth` from the options. */
  auth: string;
}

/** Returns how callers pass `auth`: as the option `auth`, or, if it has a single field, also as that field. */
function optionsOf(contract: Contract, auth: HandshakeAuth | undefined): AuthOptions {
  if (!auth) return { type: '', isOptional: true, auth: 'undefined' };
  const type = `models.${auth.type}`;
  const fields = fieldsOf({ $ref: `#/definitions/${auth.type}` }, contract.schemas);
  if (!fields.some(({ required }) => required)) {
    return { type: ` & { auth?: ${type} | undefined }`, isOptional: true, auth: 'options.auth' };
  }
  const name = fields.length === 1 ? fields[0]?.name : undefined;
  if (name === undefined || optionNames.has(name)) {
    return { type: ` & { auth: ${type} }`, isOptional: false, auth: 'options.auth' };
  }
  const field = /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${literal(name)}]`;
  return {
    type: ` & (${type} | { auth: ${type} })`,
    isOptional: false,
    auth: `'auth' in options ? options.auth : { ${literal(name)}: options${field} }`,
  };
}

function renderListener({ event, summary, payload, reply, error }: Operation): string {
  const answers = [reply, error].flatMap((answer) => (answer ? [`models.${answer.type}`] : [])).join(' | ');
  const result = answers === '' ? 'void' : `${answers} | Promise<${answers}>`;
  return `${docComment(summary)}${literal(event)}: (${payload ? `payload: models.${payload.type}` : ''}) => ${result};`;
}

function renderEventDefinition({ payload, reply, error }: Operation): string {
  const replies = [reply, error].flatMap((answer) => (answer ? [literal(answer.type)] : []));
  return inlineObject({
    payload: payload && literal(payload.type),
    replies: replies.length > 0 ? `[${replies.join(', ')}]` : undefined,
  });
}

/** Renders an object literal on one line, without the fields that are `undefined`. */
function inlineObject(fields: Record<string, string | undefined>): string {
  const present = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
  return `{ ${present.join(', ')} }`;
}

function renderSignature(contract: Contract, operation: Operation, name: string): string {
  const { summary, payload, reply, errorCodes } = operation;
  const key = idempotencyKey(contract, operation);
  const resend = key?.isUuid
    ? `Sent again, with the same \`${key.name}\`, when the connection is lost before the reply. A missing \`${key.name}\` is generated.`
    : `Sent again when the connection is lost before the reply, if it has a \`${key?.name}\`.`;
  const codes = errorCodes.map((code) => `\`${code}\``).join(', ');
  const text = [
    summary,
    key && resend,
    !isAcknowledged(operation) &&
      'Resolves when the event is handed to the connection: the server does not acknowledge it.',
    codes !== '' && `@throws ContractError with ${codes}.`,
  ];
  const isFilled = key?.isUuid && key.required;
  const type =
    payload && (isFilled ? `WithOptional<models.${payload.type}, ${literal(key.name)}>` : `models.${payload.type}`);
  const parameters = [...(type ? [`payload: ${type}`] : []), 'options?: CallOptions'].join(', ');
  return `${docComment(text.filter(Boolean).join('\n'))}${name}(${parameters}): Promise<${reply ? `models.${reply.type}` : 'void'}>;`;
}

function renderMethod(contract: Contract, operation: Operation, name: string): string {
  const { event, payload, reply, error } = operation;
  const key = idempotencyKey(contract, operation);
  const { is, has, lacks } = errorMarks(contract, operation);
  const definition = inlineObject({
    event: literal(event),
    payload: payload && literal(payload.type),
    reply: reply && literal(reply.type),
    error: error && literal(error.type),
    errorIs: is && JSON.stringify(is),
    errorHas: has.length > 0 ? JSON.stringify(has) : undefined,
    errorLacks: lacks.length > 0 ? JSON.stringify(lacks) : undefined,
    key: key && literal(key.name),
    fillsKey: key?.isUuid ? 'true' : undefined,
  });
  const sent = payload ? 'payload' : 'undefined';
  return `${name}: (${payload ? 'payload, ' : ''}callOptions) => client.call(${definition}, ${sent}, callOptions),`;
}
