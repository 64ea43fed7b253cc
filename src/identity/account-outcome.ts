import type { ServerOperations } from '../../generated/operations.js';

type Announcement<Event extends keyof ServerOperations, Audience extends string> = {
  readonly to: { readonly kind: Audience; readonly id: number };
  readonly event: Event;
  readonly payload: ServerOperations[Event]['payload'];
};

/** An event that sockets must receive because an account was created or deleted; one kind of the messenger's `Notice`. */
export type AccountNotice =
  | Announcement<'user-join' | 'user-leave', 'everyone-but'>
  | Announcement<'auth-failed', 'account'>;

/** The result of an operation on accounts, and the events to deliver after it: the messenger's `Outcome`. */
export interface AccountOutcome<Reply> {
  readonly reply: Reply;
  readonly notices: readonly AccountNotice[];
}
