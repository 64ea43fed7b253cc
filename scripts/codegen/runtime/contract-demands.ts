import type { Validator } from './validation-runtime.js';

/** What a contract demands of a server, as data; `V` is what stands for a validator. */
export interface ContractSuite<V = Validator<unknown>> {
  readonly title: string;
  /** How to make and unmake the identities that take part, when the contract says it. */
  readonly actors: ActorFlow | undefined;
  /** The code that answers a payload which does not match its schema. */
  readonly invalidPayloadCode: string | undefined;
  readonly namespaces: readonly SuiteNamespace<V>[];
}

export interface SuiteNamespace<V = Validator<unknown>> {
  readonly address: string;
  /** Whether a client has to authenticate, and the event that tells it that it is not let in. */
  readonly auth: { readonly refusedBy: string | undefined } | undefined;
  readonly clientEvents: readonly SuiteClientEvent<V>[];
  readonly serverEvents: readonly SuiteServerEvent<V>[];
}

export interface SuiteClientEvent<V = Validator<unknown>> {
  readonly event: string;
  readonly reply: V | undefined;
  readonly error: V | undefined;
  readonly errorCodes: readonly string[];
  /** Without `payload`, nothing is sent. */
  readonly examples: readonly { readonly name: string; readonly payload?: unknown }[];
  /** Payloads that must be refused. Without `payload`, nothing is sent. */
  readonly invalid: readonly { readonly what: string; readonly payload?: unknown }[];
  readonly scenario: SuiteScenario | undefined;
}

export interface SuiteServerEvent<V = Validator<unknown>> {
  readonly event: string;
  readonly payload: V | undefined;
  /** What a client acknowledges the event with, where it owes the server an acknowledgement. */
  readonly acknowledgement?: unknown;
  readonly scenario: SuiteScenario | undefined;
}

export interface SuiteScenario {
  readonly connected: readonly string[];
  readonly steps: readonly SuiteStep[];
  readonly receivers: readonly string[];
  /** What the reply or event must contain. */
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

/** Who an actor is to the server. */
export interface Identity {
  /** The handshake's `auth`. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** What templates may say of the actor, as in `{alice.username}`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Makes and unmakes the identities of actors. */
export interface IdentitySource {
  create(actor: string): Promise<Identity>;
  /** Without it, nobody can be removed: scenarios that want to cannot be tried. */
  remove?(actor: string, identity: Identity): Promise<void>;
  /** The actor is done with for now, and is not removed. */
  release?(actor: string): void;
}

/** A running server. */
export interface ContractTarget {
  /** With the engine path, as in `ws://localhost:3000/ws`. */
  readonly url: string;
  /** How long to wait for any one thing, in milliseconds; 5,000 without it. */
  readonly timeoutMs?: number;
  /** Who the actors of scenarios are; without it, the contract's own flow creates them. */
  readonly identities?: IdentitySource;
  /** A handshake's `auth` that was right once and has expired, for one more way not to be let in. */
  readonly expiredAuth?: Readonly<Record<string, unknown>>;
}

/** What a case tries of an operation. */
export type CaseKind = 'valid' | 'invalid' | 'unauthenticated' | 'provoked';

/** The server does something other than the contract says. */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach';
}

/** A value in a message, cut short. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
