import { pairOf } from './conversation.js';
import type { Statements } from './database.js';

/** How many messages from `senderId` the account `recipientId` has not read. */
export async function selectUnreadCount(
  statements: Statements,
  recipientId: number,
  senderId: number,
): Promise<number> {
  const { lowId, highId } = pairOf(recipientId, senderId);
  const column = recipientId === lowId ? 'unread_low' : 'unread_high';
  const [row] = await statements.select<{ unread: number }>(
    `SELECT ${column} AS unread FROM conversations WHERE low_id = ? AND high_id = ?`,
    [lowId, highId],
  );
  return row?.unread ?? 0;
}
