import type { Validator } from './validation-runtime.js';

/** What a contract demands of a server, as data. */
export interface ContractSuite {
  readonly title: string;
  /** How to make and unmake the identities that take part, when the contract says it. */
  readonly actors: ActorFlow | undefined;
  /** The code that answers a payload which does not match its schema. */
  readonly invalidPayloadCode: string | undefined;
  readonly namespaces: readonly SuiteNamespace[];
}

export interface SuiteNamespace {
  readonly address: string;
  /** Whether a client has to authenticate, and the event that tells it that it is not let in. */
  readonly auth: { readonly refusedBy: string | undefined } | undefined;
  readonly clientEvents: readonly SuiteClientEvent[];
  readonly serverEvents: readonly SuiteServerEvent[];
}

export interface SuiteClientEvent {
  readonly event: string;
  readonly reply: Validator<unknown> | undefined;
  readonly error: Validator<unknown> | undefined;
  readonly errorCodes: readonly string[];
  readonly examples: readonly { readonly name: string; readonly payload: unknown }[];
  /** Payloads that must be refused. Without `payload`, nothing is sent. */
  readonly invalid: readonly { readonly what: string; readonly payload?: unknown }[];
  readonly scenario: SuiteScenario | undefined;
}

export interface SuiteServerEvent {
  readonly event: string;
  readonly payload: Validator<unknown> | undefined;
  readonly scenario: SuiteScenario | undefined;
}

export interface SuiteScenario {
  readonly connected: readonly string[];
  readonly steps: readonly SuiteStep[];
  readonly receivers: readonly string[];
  /** What the reply or event must contain. */
  readonly payload?: unknown;
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

/** A running server. */
export interface ContractTarget {
  /** With the engine path, as in `ws://localhost:3000/ws`. */
  readonly url: string;
  /** How long to wait for any one thing, in milliseconds; 5,000 without it. */
  readonly timeoutMs?: number;
}

/** The server does something other than the contract says. */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach';
}

/** A value in a message, cut short. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
