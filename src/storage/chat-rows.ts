import type { StoredChat } from '../messenger/ports.js';
import { otherOf } from './conversation.js';

/** What `toChat` takes. */
export const CHAT_COLUMNS = 'id, low_id, high_id, sender_id, message, media, has_read, sent_at';

export interface ChatRow {
  id: string;
  low_id: number;
  high_id: number;
  sender_id: number;
  message: string;
  media: string | null;
  has_read: number;
  sent_at: number;
}

export function recipientOf(row: Pick<ChatRow, 'low_id' | 'high_id' | 'sender_id'>): number {
  return otherOf({ lowId: row.low_id, highId: row.high_id }, row.sender_id);
}

export function toChat(row: ChatRow): StoredChat {
  return {
    id: row.id,
    senderId: row.sender_id,
    recipientId: recipientOf(row),
    message: row.message,
    media: row.media === null ? undefined : parseMedia(row.media),
    hasRead: row.has_read !== 0,
    sentAt: new Date(row.sent_at),
  };
}

/** The column `media` of a chat. */
export function formatMedia({ media }: StoredChat): string | null {
  return media === undefined ? null : JSON.stringify(media);
}

function parseMedia(json: string): string[] {
  const parsed: unknown = JSON.parse(json);
  if (!Array.isArray(parsed) || !parsed.every((item) => typeof item === 'string')) {
    throw new TypeError('The media of a stored chat are not a list of strings.');
  }
  return parsed;
}
