import type { NewChat, ReadReceipt, StoredChat } from '../../messenger/ports.js';

/** A message to store. Its id and time are given when the message is queued. */
export interface AppendChange {
  readonly kind: 'append';
  /** A UUIDv7. The stored message gets a later id when the conversation already has a later one. */
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly sentAt: number;
  /** Its texts are well-formed Unicode: UTF-8 cannot hold half of a surrogate pair. */
  readonly chat: NewChat;
}

/** A message to mark as read. */
export interface ReadChange {
  readonly kind: 'read';
  readonly chatId: string;
  readonly readerId: number;
}

export type ChatChange = AppendChange | ReadChange;

/** A message that is stored: the values that the database gave it. */
export interface Appended {
  readonly kind: 'appended';
  readonly id: string;
  /** How many messages of the sender the recipient has not read, this message included. */
  readonly unreadCount: number;
}

/** A message that its sender stored before under the same idempotency key. */
export interface Duplicate {
  readonly kind: 'duplicate';
  readonly chat: StoredRecord;
  readonly recipientName: string;
}

/** A stored message as the database holds it. */
export interface StoredRecord extends Omit<StoredChat, 'sentAt'> {
  /** Milliseconds since 1970, UTC. */
  readonly sentAt: number;
}

/**
 * The result of a change, which holds once its batch is committed. Changes and results are plain data, so that they can be sent
 * to a thread and back.
 */
export type ChangeResult =
  | Appended
  | Duplicate
  /** The recipient's account does not exist or is deleted. */
  | { readonly kind: 'no-recipient' }
  | { readonly kind: 'read'; readonly receipt: ReadReceipt | undefined };

/** The size of a change in UTF-16 code units of text. */
export function sizeOf(change: ChatChange): number {
  if (change.kind === 'read') return 0;
  const { message, media = [] } = change.chat;
  return media.reduce((size, url) => size + url.length, message.length);
}
