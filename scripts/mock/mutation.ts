import type { Json } from '../codegen/contract.js';

/** One thing that a server does otherwise than the document says. */
export interface Mutation {
  /** As in `the reply to place-order lacks /order/id`. */
  readonly title: string;
  /** The address of the namespace. */
  readonly namespace: string;
  /** The id of the operation and its event; none, for what concerns the whole namespace. */
  readonly operation: { readonly id: string; readonly event: string } | undefined;
  readonly change: Change;
}

export type Change = EventChange | ReplyChange | RequestChange | HandshakeChange;

/** To a server event. */
export type EventChange = { readonly at: 'event' } & (
  | { readonly edit: Edit }
  | {
      readonly how:
        | 'not sent'
        | 'sent twice'
        | 'to somebody else too'
        | 'with an unknown event'
        | 'without asking for the reply';
    }
);

/** To the success reply to an operation, or to its error reply. */
export type ReplyChange =
  | { readonly at: 'reply' | 'error'; readonly edit: Edit }
  | { readonly at: 'reply'; readonly how: 'not sent' | 'sent twice' | 'with two arguments' };

/** To what an operation takes for valid. */
export interface RequestChange {
  readonly at: 'request';
  readonly how: 'invalid accepted' | 'valid refused';
}

/** To what happens to a client that is not to be let in. */
export interface HandshakeChange {
  readonly at: 'handshake';
  readonly how: 'not checked' | 'not told' | 'not closed' | 'answered before';
}

/** What is done to a payload: a field is replaced, or, without a value, taken out. `*` in a path is each item of a list. */
export interface Edit {
  readonly path: readonly string[];
  readonly value: Json | undefined;
}
