import type {
  Actors,
  Contract,
  ErrorDefinition,
  Example,
  HandshakeAuth,
  Json,
  JsonObject,
  Limit,
  Namespace,
  Operation,
  Payload,
  Scenario,
  Server,
} from './contract.js';
import { arrayAt, isObject, isReference, objectAt, resolvePointer, stringAt } from './json.js';
import { SchemaRegistry } from './schema-registry.js';
import { typeNameOf, uniqueName } from './type-name.js';

/** Builds the contract model from a document that `loadDocument` has validated. */
export function buildContract(document: JsonObject): Contract {
  return new ContractBuilder(document).build();
}

class ContractBuilder {
  readonly #document: JsonObject;
  readonly #registry: SchemaRegistry;

  constructor(document: JsonObject) {
    this.#document = document;
    this.#registry = new SchemaRegistry(document);
  }

  build(): Contract {
    const info = objectAt(this.#document, 'info');
    // Register the document's own schemas first, so that they get the names without a number.
    for (const key of Object.keys(objectAt(objectAt(this.#document, 'components'), 'schemas'))) {
      this.#registry.nameOf({ $ref: `#/components/schemas/${escapeToken(key)}` }, key);
    }
    return {
      title: stringAt(info, 'title'),
      version: stringAt(info, 'version'),
      description: stringAt(info, 'description'),
      servers: this.#servers(),
      namespaces: this.#namespaces(),
      schemas: this.#registry.schemas,
      errors: arrayAt(this.#document, 'x-socketio-errors').filter(isObject).map(toErrorDefinition),
      limits: checked<Limit[]>(arrayAt(this.#document, 'x-socketio-limits')),
      actors: toActors(this.#document['x-socketio-actors']),
      document: this.#document,
    };
  }

  /** Resolves a reference in the document. Returns the target and the last token of its JSON Pointer. */
  #resolve(value: Json | undefined): { object: JsonObject; key: string } {
    let found = value;
    let key = '';
    while (isReference(found)) {
      key = found.$ref.slice(found.$ref.lastIndexOf('/') + 1);
      found = resolvePointer(this.#document, found.$ref);
    }
    return { object: isObject(found) ? found : {}, key };
  }

  #servers(): Server[] {
    return Object.entries(objectAt(this.#document, 'servers')).map(([name, value]) => {
      const server = this.#resolve(value).object;
      const path = stringAt(server, 'pathname') || '/socket.io';
      return {
        name,
        url: `${stringAt(server, 'protocol')}://${stringAt(server, 'host')}${path}`,
        path,
        description: stringAt(server, 'description'),
      };
    });
  }

  #namespaces(): Namespace[] {
    const operations = Object.entries(objectAt(this.#document, 'operations')).map(([id, value]) => {
      const operation = this.#resolve(value).object;
      return { id, operation, channel: this.#resolve(operation['channel']).object };
    });
    return Object.entries(objectAt(this.#document, 'channels')).map(([key, value]) => {
      const channel = this.#resolve(value).object;
      return {
        address: stringAt(channel, 'address') || '/',
        title: stringAt(channel, 'title') || key,
        summary: stringAt(channel, 'summary'),
        description: stringAt(channel, 'description'),
        auth: this.#handshakeAuth(channel['x-socketio-auth'], key),
        operations: operations
          .filter((candidate) => candidate.channel === channel)
          .flatMap(({ id, operation }) => this.#operations(id, operation, channel)),
      };
    });
  }

  #handshakeAuth(extension: Json | undefined, channelKey: string): HandshakeAuth | undefined {
    if (!isObject(extension)) return undefined;
    return {
      type: this.#registry.nameOf(objectAt(extension, 'schema'), `${channelKey}-handshake-auth`),
      description: stringAt(extension, 'description'),
      refusedBy: stringAt(extension, 'refusedBy') || undefined,
    };
  }

  /** Returns one operation for each message that the AsyncAPI operation lists; a message is one Socket.IO event. */
  #operations(id: string, operation: JsonObject, channel: JsonObject): Operation[] {
    const listed = arrayAt(operation, 'messages');
    const messages = listed.length > 0 ? listed : Object.values(objectAt(channel, 'messages'));
    const sender = operation['action'] === 'send' ? 'server' : 'client';
    const replies = arrayAt(this.#resolve(operation['reply']).object, 'messages').map((message) =>
      this.#resolve(message),
    );
    const reply = replies.find(({ object }) => !this.#isErrorReply(object))?.object;
    const error = replies.find(({ object }) => this.#isErrorReply(object))?.object;
    const errorCodes = arrayAt(operation, 'x-socketio-error-codes').map(String);
    return messages.map((reference) => {
      const { object: message, key } = this.#resolve(reference);
      const event = stringAt(message, 'name') || key;
      return {
        id: messages.length > 1 ? `${id}-${event}` : id,
        event,
        sender,
        summary: stringAt(operation, 'summary') || stringAt(message, 'summary'),
        description: stringAt(operation, 'description') || stringAt(message, 'description'),
        payload: this.#payload(message, `${event}-${sender === 'client' ? 'request' : 'event'}`),
        reply: reply && this.#payload(reply, `${event}-reply`),
        error: error && this.#errorPayload(error, errorCodes),
        errorCodes,
        scenario: toScenario(operation['x-socketio-scenario']),
      };
    });
  }

  #isErrorReply(message: JsonObject): boolean {
    const marked = message['x-socketio-error'];
    if (typeof marked === 'boolean') return marked;
    return arrayAt(this.#resolve(schemaOf(message)).object, 'required').includes('error');
  }

  #payload(message: JsonObject, suggestion: string): Payload | undefined {
    const schema = schemaOf(message);
    if (schema === undefined) return undefined;
    const examples = arrayAt(message, 'examples').filter(isObject);
    return {
      type: this.#registry.nameOf(schema, suggestion),
      examples: examples.filter((example) => 'payload' in example).map(toExample),
    };
  }

  /** Returns the error reply with only those examples whose code the operation may answer. */
  #errorPayload(message: JsonObject, errorCodes: string[]): Payload | undefined {
    const payload = this.#payload(message, `${stringAt(message, 'name') || 'error'}-reply`);
    if (payload === undefined || errorCodes.length === 0) return payload;
    return { ...payload, examples: payload.examples.filter((example) => errorCodes.includes(codeOf(example.payload))) };
  }
}

/** Returns the code of an error reply: `error.code`, `code`, or `error`. */
function codeOf(reply: Json): string {
  if (!isObject(reply)) return '';
  return stringAt(objectAt(reply, 'error'), 'code') || stringAt(reply, 'code') || stringAt(reply, 'error');
}

/** Returns a message's payload schema. AsyncAPI allows an object with `schemaFormat` and `schema` in its place. */
function schemaOf(message: JsonObject): Json | undefined {
  const payload = message['payload'];
  return isObject(payload) && 'schemaFormat' in payload ? payload['schema'] : payload;
}

function toExample(example: JsonObject, index: number): Example {
  const name = stringAt(example, 'name') || `example ${index + 1}`;
  return { name, summary: stringAt(example, 'summary') || name, payload: example['payload'] ?? null };
}

function toErrorDefinition(definition: JsonObject): ErrorDefinition {
  return {
    code: stringAt(definition, 'code'),
    summary: stringAt(definition, 'summary'),
    action: stringAt(definition, 'action'),
    invalidPayload: definition['invalidPayload'] === true,
  };
}

function toScenario(extension: Json | undefined): Scenario | undefined {
  if (!isObject(extension)) return undefined;
  return {
    connected: arrayAt(extension, 'connected').map(String),
    steps: checked<Scenario['steps']>(arrayAt(extension, 'steps')),
    receivers: arrayAt(extension, 'receivers').map(String),
    payload: extension['payload'],
  };
}

function toActors(extension: Json | undefined): Actors | undefined {
  if (!isObject(extension)) return undefined;
  const actors = checked<Actors>(extension);
  return { create: { ...actors.create, properties: actors.create.properties ?? {} }, remove: actors.remove };
}

/** Casts a value whose shape `checkExtensions` has already validated. */
function checked<T>(value: unknown): T {
  return value as T;
}

function escapeToken(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Returns the prefix of a namespace's type names: empty for a single namespace, otherwise unique, from its title. */
export function namespacePrefix({ namespaces }: Contract, namespace: Namespace): string {
  if (namespaces.length < 2) return '';
  const prefixes: string[] = [];
  for (const { title } of namespaces.slice(0, namespaces.indexOf(namespace) + 1)) {
    prefixes.push(uniqueName(typeNameOf(title), (candidate) => prefixes.includes(candidate)));
  }
  return prefixes.at(-1) ?? '';
}
