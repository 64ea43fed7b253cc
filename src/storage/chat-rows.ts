import type { ConversationQuery, StoredChat } from '../messenger/ports.js';
import { otherOf, pairOf } from './conversation.js';
import type { Statements } from './database.js';
import type { SqlValue } from './dialect.js';

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

/** The newest chats between two accounts within the bounds, newest first. */
export async function selectChats(statements: Statements, query: ConversationQuery): Promise<StoredChat[]> {
  const { lowId, highId } = pairOf(query.accountId, query.otherId);
  const conditions = ['low_id = ?', 'high_id = ?'];
  const bindings: SqlValue[] = [lowId, highId];
  if (query.before !== undefined) {
    conditions.push('id < ?');
    bindings.push(query.before);
  }
  if (query.after !== undefined) {
    conditions.push('id > ?');
    bindings.push(query.after);
  }
  // Without the hint MySQL may read all chats of everybody by their ids, from the newest, to find this conversation's.
  const rows = await statements.select<ChatRow>(
    `SELECT ${CHAT_COLUMNS} FROM chats ${statements.dialect.byIndex('chats_conversation')}
      WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`,
    [...bindings, query.limit],
  );
  return rows.map(toChat);
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
