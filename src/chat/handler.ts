import type { ClientOperations } from '../../generated/operations.js';
import type { Accounts } from '../identity/accounts.js';
import type { Conversations } from '../messenger/conversations.js';
import type { Outcome } from '../messenger/notice.js';
import type { Account } from '../messenger/ports.js';
import type { Presence } from '../messenger/presence.js';
import type { ReplyQueue } from './reply-queue.js';

export type ClientEvent = keyof ClientOperations;

/** The rules that handlers call. */
export interface Messenger {
  readonly accounts: Accounts;
  readonly conversations: Conversations;
  readonly presence: Presence;
}

/** Who asks, and by which socket. */
export interface Caller {
  readonly account: Account;
  readonly connection: string;
  /** Answers the request of this number. */
  acknowledge(id: number, reply: object): void;
  /** From now on this socket is told when the account comes and goes, until it stops waiting, or is gone. */
  wait(accountId: number): void;
  stopWaiting(accountId: number): void;
  /** Where requests with long replies wait for their turn. */
  readonly longReplies: ReplyQueue;
}

/** Carries out one operation, whose payload has been found valid. */
export type Handler<Event extends ClientEvent> = (
  messenger: Messenger,
  caller: Caller,
  payload: ClientOperations[Event]['payload'],
) => Promise<Outcome<ClientOperations[Event]['reply']>>;
