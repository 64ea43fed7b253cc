import type { ClientOperations } from '../../generated/operations.js';
import type { Accounts } from '../identity/accounts.js';
import type { Conversations } from '../messenger/conversations.js';
import type { Outcome, Write } from '../messenger/notice.js';
import type { Account } from '../messenger/ports.js';
import type { Presence } from '../messenger/presence.js';
import type { ReplyQueue } from './reply-queue.js';
import type { WriteOrder } from './write-order.js';

export type ClientEvent = keyof ClientOperations;

/** The rules that handlers call. */
export interface Messenger {
  readonly accounts: Accounts;
  readonly conversations: Conversations;
  readonly presence: Presence;
}

/** The account and the socket that an operation comes from. */
export interface Caller {
  readonly account: Account;
  /** The id of the socket. */
  readonly connection: string;
  /** The queue for operations with long replies. */
  readonly longReplies: ReplyQueue;
  /** The order of the operations that write. */
  readonly writeOrder: WriteOrder;
  /** Subscribes the socket to the presence of an account, until `stopWaiting` or the end of the socket. */
  wait(accountId: number): void;
  stopWaiting(accountId: number): void;
}

/** Carries out one operation with a valid payload: answers its outcome, or a write whose commit makes the outcome. */
export type Handler<Event extends ClientEvent> = (
  messenger: Messenger,
  caller: Caller,
  payload: ClientOperations[Event]['payload'],
) => Promise<Outcome<ClientOperations[Event]['reply']> | Write<ClientOperations[Event]['reply']>>;
