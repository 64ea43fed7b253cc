import type { ConversationQuery, StoredChat } from '../messenger/ports.js';
import { otherOf, pairOf } from './conversation.js';
import type { Statements } from './database.js';

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

/** Chats that one statement follows at most: MySQL and MariaDB by default let none take more than 1,000 steps. */
const mostSteps = 500;

/**
 * One chat in 256, which by its last digits it is. A conversation is a list in which each chat leads to the one before it; where
 * the milestones of a conversation are, the database knows without following it.
 */
export function isMilestone(chatId: string): boolean {
  return chatId.endsWith('00');
}

/** The newest chats between two accounts within the bounds, newest first. */
export async function selectChats(statements: Statements, query: ConversationQuery): Promise<StoredChat[]> {
  const { before, limit } = query;
  const chats: StoredChat[] = [];
  let start = before;
  for (let steps = Math.min(limit, mostSteps); ; steps = mostSteps) {
    const rows = await selectBack(statements, query, start, steps);
    // Where the bound is no chat of this conversation, the way to it begins at a later one.
    chats.push(...rows.filter(({ id }) => before === undefined || id < before).map(toChat));
    const last = rows.at(-1);
    if (chats.length >= limit || rows.length < steps || !last) return chats.slice(0, limit);
    start = last.id;
  }
}

/**
 * Goes back through a conversation, from its newest chat, or from the one before `start`; where that is no chat of this
 * conversation, from the milestone after it or the newest.
 */
function selectBack(
  statements: Statements,
  { accountId, otherId, after = '' }: ConversationQuery,
  start: string | undefined,
  steps: number,
): Promise<readonly ChatRow[]> {
  const { lowId, highId } = pairOf(accountId, otherId);
  const pair = [lowId, highId];
  const newest = '(SELECT last_chat_id FROM conversations WHERE low_id = ? AND high_id = ?)';
  const [first, bindings] =
    start === undefined
      ? [newest, pair]
      : [
          `COALESCE((SELECT previous_id FROM chats WHERE id = ? AND low_id = ? AND high_id = ?),
            (SELECT MIN(chat_id) FROM milestones WHERE low_id = ? AND high_id = ? AND chat_id >= ?), ${newest})`,
          [start, ...pair, ...pair, start, ...pair],
        ];
  const { byPrimaryKey } = statements.dialect;
  return statements.select<ChatRow>(
    `WITH RECURSIVE back (chat_id, step) AS (
        SELECT ${first}, 1
        UNION ALL
        SELECT previous_id, step + 1 FROM back CROSS JOIN chats ${byPrimaryKey} ON id = chat_id WHERE step < ? AND chat_id > ?
      )
      SELECT ${CHAT_COLUMNS} FROM back CROSS JOIN chats ${byPrimaryKey} ON id = chat_id WHERE chat_id > ? ORDER BY step`,
    [...bindings, steps, after, after],
  );
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
