import type { AppendedChat, NewChat, ReadReceipt } from '../../messenger/ports.js';

/** A message to store. Its id and time are given when the message is queued; plain data, so that a thread can be sent it. */
export interface AppendChange {
  readonly kind: 'append';
  /** A UUIDv7. The stored message gets a later id when the conversation already has a later one. */
  readonly id: string;
  readonly sentAt: Date;
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

/** The result of a change, which holds once its batch is committed. */
export type ChangeResult =
  | { readonly kind: 'appended'; readonly appended: AppendedChat }
  /** The recipient's account does not exist or is deleted. */
  | { readonly kind: 'no-recipient' }
  | { readonly kind: 'read'; readonly receipt: ReadReceipt | undefined };

/** The size of a change in UTF-16 code units of text. */
export function sizeOf(change: ChatChange): number {
  if (change.kind === 'read') return 0;
  const { message, media = [] } = change.chat;
  return media.reduce((size, url) => size + url.length, message.length);
}
