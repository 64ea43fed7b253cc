import type { AppendedChat, NewChat, ReadReceipt } from '../messenger/ports.js';
import type { QueuedJob } from './group-commit.js';

/** A message to be stored, and who waits for it. */
export interface AppendJob extends QueuedJob {
  readonly kind: 'append';
  /** Its texts are well-formed: UTF-8 has no half of a surrogate pair. */
  readonly chat: NewChat;
  resolve(appended: Omit<AppendedChat, 'recipientName'>): void;
}

/** A message that was read, and who waits to hear. */
export interface ReadJob extends QueuedJob {
  readonly kind: 'read';
  readonly chatId: string;
  readonly readerId: number;
  resolve(receipt: ReadReceipt | undefined): void;
}

export type ChatJob = AppendJob | ReadJob;
