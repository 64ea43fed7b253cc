import type { StoredChat } from '../messenger/ports.js';
import type { StoredRecord } from './commit/chat-change.js';
import { otherOf } from './commit/conversation.js';
import { uuidFromBytes } from './uuidv7.js';

/** The columns of `chats JOIN conversations` that `toRecord` reads. */
export const chatColumns = [
  'chats.id',
  'low_id',
  'high_id',
  'sender_id',
  'message',
  'media',
  'has_read',
  'sent_at',
] as const;

export interface ChatRow {
  /** 16 bytes. */
  readonly id: Buffer;
  readonly low_id: number;
  readonly high_id: number;
  readonly sender_id: number;
  readonly message: string;
  /** A JSON array of URLs. */
  readonly media: string | null;
  readonly has_read: number;
  /** Milliseconds since 1970, UTC. */
  readonly sent_at: number;
}

/** The recipient is the account of the conversation that did not send the message. */
export function recipientOf(row: Pick<ChatRow, 'low_id' | 'high_id' | 'sender_id'>): number {
  return otherOf({ lowId: row.low_id, highId: row.high_id }, row.sender_id);
}

export function toRecord(row: ChatRow): StoredRecord {
  return {
    id: uuidFromBytes(row.id),
    senderId: row.sender_id,
    recipientId: recipientOf(row),
    message: row.message,
    media: row.media === null ? undefined : parseMedia(row.media),
    hasRead: row.has_read !== 0,
    sentAt: row.sent_at,
  };
}

export function toChat(record: StoredRecord): StoredChat {
  return { ...record, sentAt: new Date(record.sentAt) };
}

/** Formats the column `media` of a chat. */
export function formatMedia({ media }: StoredRecord): string | null {
  return media === undefined ? null : JSON.stringify(media);
}

function parseMedia(json: string): string[] {
  const parsed: unknown = JSON.parse(json);
  if (!Array.isArray(parsed) || !parsed.every((item) => typeof item === 'string')) {
    throw new TypeError('The media column of a stored message is not a JSON array of strings.');
  }
  return parsed;
}
