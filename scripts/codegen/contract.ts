/** The contract model: what the renderers know of an AsyncAPI document. It knows Socket.IO and no particular service. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A JSON Schema (draft-07); each `$ref` in it reads `#/definitions/<type name>`. */
export type Schema = JsonObject;

export interface Contract {
  title: string;
  version: string;
  /** Markdown. */
  description: string;
  servers: Server[];
  namespaces: Namespace[];
  /** By type name: the document's own schemas, and one for each payload that has no name of its own there. */
  schemas: Map<string, Schema>;
  errors: ErrorDefinition[];
  limits: Limit[];
  actors: Actors | undefined;
  /** The whole document, in one piece: no reference leads out of it. */
  document: JsonObject;
}

export interface Server {
  name: string;
  /** With protocol, host and engine path, as in `ws://localhost:3000/ws`. */
  url: string;
  /** The engine path, as in `/ws`: socket.io-client's option `path`. */
  path: string;
  /** Markdown. */
  description: string;
}

/** A Socket.IO namespace: an AsyncAPI channel. */
export interface Namespace {
  /** As in `/floor`. */
  address: string;
  title: string;
  summary: string;
  /** Markdown. */
  description: string;
  auth: HandshakeAuth | undefined;
  /** In the order of the document. */
  operations: Operation[];
}

/** The CONNECT packet's `auth`. */
export interface HandshakeAuth {
  type: string;
  description: string;
  /** The server event that tells a client that it is not let in. */
  refusedBy: string | undefined;
}

export type Peer = 'client' | 'server';

/** One event, seen from its sender. */
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
  /** What the acknowledgement callback is called with. */
  reply: Payload | undefined;
  error: Payload | undefined;
  /** The error codes that this operation may answer. */
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
  /** What a client should do. Markdown. */
  action: string;
  /** The code that answers a payload which does not match its schema. */
  invalidPayload: boolean;
}

export interface Limit {
  /** Markdown, like the other two. */
  what: string;
  limit: string;
  consequence: string;
}

/** How to provoke an event, or to have an operation succeed. Strings may hold `{name.path}` templates. */
export interface Scenario {
  /** The actors that are connected before the first step. */
  connected: string[];
  steps: ScenarioStep[];
  /** Of a server event: the actors that get it. Every other connected actor must not. */
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

/** How to make and unmake the identities that a scenario's actors have, over HTTP. */
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
