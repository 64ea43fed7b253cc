import type { Validator } from './validation-runtime.js';

/** The tests that a contract implies for a server, as data. `V` is a validator, or code that refers to one. */
export interface ContractSuite<V = Validator<unknown>> {
  readonly title: string;
  /** The HTTP requests that create and remove the identities of actors, if the contract defines them. */
  readonly actors: ActorFlow | undefined;
  /** The error code that the server must answer an invalid payload with. */
  readonly invalidPayloadCode: string | undefined;
  readonly namespaces: readonly SuiteNamespace<V>[];
}

export interface SuiteNamespace<V = Validator<unknown>> {
  readonly address: string;
  /** Defined when clients have to authenticate; `refusedBy` is the event that refuses a client. */
  readonly auth: { readonly refusedBy: string | undefined } | undefined;
  readonly clientEvents: readonly SuiteClientEvent<V>[];
  readonly serverEvents: readonly SuiteServerEvent<V>[];
}

export interface SuiteClientEvent<V = Validator<unknown>> {
  readonly event: string;
  readonly reply: V | undefined;
  readonly error: V | undefined;
  readonly errorCodes: readonly string[];
  /** An example without `payload` is sent without arguments. */
  readonly examples: readonly { readonly name: string; readonly payload?: unknown }[];
  /** Payloads that the server must refuse. An entry without `payload` is sent without arguments. */
  readonly invalid: readonly { readonly what: string; readonly payload?: unknown }[];
  readonly scenario: SuiteScenario | undefined;
}

export interface SuiteServerEvent<V = Validator<unknown>> {
  readonly event: string;
  readonly payload: V | undefined;
  /** The argument with which a client acknowledges the event, when the server expects an acknowledgement. */
  readonly acknowledgement?: unknown;
  readonly scenario: SuiteScenario | undefined;
}

export interface SuiteScenario {
  readonly connected: readonly string[];
  readonly steps: readonly SuiteStep[];
  readonly receivers: readonly string[];
  /** What the reply or event must contain; it may contain more. */
  readonly payload?: unknown | undefined;
}

export interface SuiteStep {
  readonly actor: string;
  readonly emit?: string;
  readonly payload?: unknown;
  readonly as?: string;
  readonly connect?: true;
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly disconnect?: true;
  readonly create?: true;
  readonly remove?: true;
}

export interface ActorFlow {
  readonly create: HttpStep & { readonly auth: unknown; readonly properties: unknown };
  readonly remove: HttpStep | undefined;
}

export interface HttpStep {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The credentials of an actor, and what scenarios know of it. */
export interface Identity {
  /** The handshake's `auth`. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** The values that templates may refer to, as in `{alice.username}`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Creates and removes the identities of actors. */
export interface IdentitySource {
  create(actor: string): Promise<Identity>;
  /** Without `remove`, scenarios that remove an identity cannot be run. */
  remove?(actor: string, identity: Identity): Promise<void>;
  /** Called when a test no longer needs an actor that it does not remove. */
  release?(actor: string): void;
}

/** A running server. */
export interface ContractTarget {
  /** The server's URL with the engine path, as in `ws://localhost:3000/ws`. */
  readonly url: string;
  /** The timeout of each wait in milliseconds; 5,000 if not given. */
  readonly timeoutMs?: number;
  /** The identities of the actors; without it, the contract's own HTTP requests create them. */
  readonly identities?: IdentitySource;
  /** A handshake's `auth` that was valid and has expired; tests with expired credentials need it. */
  readonly expiredAuth?: Readonly<Record<string, unknown>>;
}

/** The kind of a test case. */
export type CaseKind = 'valid' | 'invalid' | 'unauthenticated' | 'provoked';

/** The server violates the contract. */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach';
}

/** Formats a value for a message, truncated. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
