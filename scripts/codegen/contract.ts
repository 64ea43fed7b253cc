/** The contract model: the renderers' view of an AsyncAPI document. It is independent of any particular service. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A JSON Schema (draft-07). Each `$ref` has the form `#/definitions/<type name>`. */
export type Schema = JsonObject;

export interface Contract {
  title: string;
  version: string;
  /** Markdown. */
  description: string;
  servers: Server[];
  namespaces: Namespace[];
  /** Schemas by type name: the document's own schemas, and one for each payload without a name in the document. */
  schemas: Map<string, Schema>;
  errors: ErrorDefinition[];
  limits: Limit[];
  actors: Actors | undefined;
  /** The whole document, with all references to other files resolved. */
  document: JsonObject;
}

export interface Server {
  name: string;
  /** The URL with protocol, host and engine path, as in `ws://localhost:3000/ws`. */
  url: string;
  /** The engine path, as in `/ws`: socket.io-client's option `path`. */
  path: string;
  /** Markdown. */
  description: string;
}

/** A Socket.IO namespace: an AsyncAPI channel. */
export interface Namespace {
  /** The namespace's address, as in `/floor`. */
  address: string;
  title: string;
  summary: string;
  /** Markdown. */
  description: string;
  auth: HandshakeAuth | undefined;
  /** Operations in the order of the document. */
  operations: Operation[];
}

/** The `auth` of the CONNECT packet. */
export interface HandshakeAuth {
  type: string;
  description: string;
  /** The server event by which the server refuses a client. */
  refusedBy: string | undefined;
}

export type Peer = 'client' | 'server';

/** One event, described from the sender's side. */
export interface Operation {
  /** The key of the AsyncAPI operation. */
  id: string;
  /** The Socket.IO event name. */
  event: string;
  sender: Peer;
  summary: string;
  /** Markdown. */
  description: string;
  payload: Payload | undefined;
  /** The success reply, which is the argument of the acknowledgement callback. */
  reply: Payload | undefined;
  error: Payload | undefined;
  /** The error codes that this operation may answer with. */
  errorCodes: string[];
  scenario: Scenario | undefined;
}

export interface Payload {
  /** A key of the contract's `schemas`. */
  type: string;
  examples: Example[];
}

export interface Example {
  name: string;
  summary: string;
  payload: Json;
}

/** An error code, from the document's closed list. */
export interface ErrorDefinition {
  code: string;
  /** Markdown. */
  summary: string;
  /** The action that a client should take. Markdown. */
  action: string;
  /** True for the code that answers a payload which does not match its schema. */
  invalidPayload: boolean;
}

export interface Limit {
  /** Markdown, as are `limit` and `consequence`. */
  what: string;
  limit: string;
  consequence: string;
}

/** Describes how an operation succeeds, or how to provoke a server event. Strings may contain templates. */
export interface Scenario {
  /** The actors that are connected before the first step. */
  connected: string[];
  steps: ScenarioStep[];
  /** For a server event: the actors that receive it. All other connected actors must not receive it. */
  receivers: string[];
  /** What the reply or event must contain. */
  payload: Json | undefined;
}

export type ScenarioStep = { actor: string } & (
  | { emit: string; payload: Json; as?: string }
  | { connect: true; auth?: JsonObject }
  | { disconnect: true }
  | { create: true }
  | { remove: true }
);

/** The HTTP requests that create and remove the identities of a scenario's actors. */
export interface Actors {
  create: HttpRequest & { auth: JsonObject; properties: JsonObject };
  remove: HttpRequest | undefined;
}

export interface HttpRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: Json;
}
