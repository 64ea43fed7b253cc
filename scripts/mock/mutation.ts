import type { Json } from '../codegen/contract.js';

/** One deviation of a server from the document. */
export interface Mutation {
  /** A description, as in `the reply to place-order lacks /order/id`. */
  readonly title: string;
  /** The address of the namespace. */
  readonly namespace: string;
  /** The id and the event of the operation; `undefined` for a change of the whole namespace. */
  readonly operation: { readonly id: string; readonly event: string } | undefined;
  readonly change: Change;
}

export type Change = EventChange | ReplyChange | RequestChange | HandshakeChange;

/** A change of a server event. */
export type EventChange = { readonly at: 'event' } & (
  | { readonly edit: Edit }
  | {
      readonly how:
        | 'not sent'
        | 'sent twice'
        | 'also to another client'
        | 'with an unknown event'
        | 'without asking for the reply';
    }
);

/** A change of an operation's success reply or error reply. */
export type ReplyChange =
  | { readonly at: 'reply' | 'error'; readonly edit: Edit }
  | { readonly at: 'reply'; readonly how: 'not sent' | 'sent twice' | 'with two arguments' };

/** A change in the validation of an operation's payload. */
export interface RequestChange {
  readonly at: 'request';
  readonly how: 'invalid accepted' | 'valid refused';
}

/** A change in the refusal of unauthenticated clients. */
export interface HandshakeChange {
  readonly at: 'handshake';
  readonly how: 'not checked' | 'without the event' | 'not closed' | 'answered before';
}

/** Replaces a field of a payload, or removes it if there is no value. `*` in a path stands for every item of a list. */
export interface Edit {
  readonly path: readonly string[];
  readonly value: Json | undefined;
}
