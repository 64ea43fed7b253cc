import type { ServerOperations } from '../../generated/operations.js';

export type ServerEvent = keyof ServerOperations;

/** Whom a notice is for. */
export type Audience =
  | { readonly kind: 'account'; readonly id: number }
  | { readonly kind: 'connection'; readonly id: string }
  /** The connections that wait for an account to come or go. */
  | { readonly kind: 'waiting-for'; readonly id: number }
  | { readonly kind: 'everyone-but'; readonly id: number };

/** An event that somebody is to be told, once what it tells of is done. */
export type Notice = {
  [Event in ServerEvent]: {
    readonly to: Audience;
    readonly event: Event;
    readonly payload: ServerOperations[Event]['payload'];
  };
}[ServerEvent];

/** What came of an operation: the answer to the one who asked, and what others are to be told after it. */
export interface Outcome<Reply> {
  readonly reply: Reply;
  readonly notices: readonly Notice[];
}

/** The outcome of an operation that concerns nobody else. */
export function outcome<Reply>(reply: Reply, notices: readonly Notice[] = []): Outcome<Reply> {
  return { reply, notices };
}
