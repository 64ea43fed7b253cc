import type { ServerOperations } from '../../generated/operations.js';
import type { Settled } from './ports.js';

export type ServerEvent = keyof ServerOperations;

/** The connections that receive a notice. */
export type Audience =
  | { readonly kind: 'account'; readonly id: number }
  | { readonly kind: 'connection'; readonly id: string }
  /** The connections that wait for an account to come or go. */
  | { readonly kind: 'waiting-for'; readonly id: number }
  | { readonly kind: 'everyone-but'; readonly id: number };

/** A server event for an audience, to be sent after the change that it reports. */
export type Notice = {
  [Event in ServerEvent]: {
    readonly to: Audience;
    readonly event: Event;
    readonly payload: ServerOperations[Event]['payload'];
  };
}[ServerEvent];

/** The result of an operation: the reply to its caller, and the notices to deliver after the reply. */
export interface Outcome<Reply> {
  readonly reply: Reply;
  readonly notices: readonly Notice[];
}

/** A decided change that the store has not queued yet. */
export interface Write<Reply> {
  /** Queues the change in the store, and passes the outcome on synchronously when the store has committed the change. */
  commit(settled: Settled<Outcome<Reply>>): void;
}

/** Creates an outcome; without notices, the operation concerns its caller only. */
export function outcome<Reply>(reply: Reply, notices: readonly Notice[] = []): Outcome<Reply> {
  return { reply, notices };
}
