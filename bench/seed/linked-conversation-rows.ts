import { uuidText } from '../load/uuid-v7.js';
import type { ConversationWriter, SeededChat, SeededConversation } from './conversation-rows.js';
import type { SeedConnection, SqlValue } from './seed-connection.js';

const chatColumns = ['id', 'low_id', 'high_id', 'sender_id', 'message', 'has_read', 'sent_at', 'previous_id'];

/** Whether the database has the schema of version 1.0, in which each chat names the chat before it. */
export async function hasLinkedChats(connection: SeedConnection): Promise<boolean> {
  const sql = connection.isSqlite
    ? "SELECT name FROM pragma_table_info('chats') WHERE name = 'previous_id'"
    : "SHOW COLUMNS FROM chats LIKE 'previous_id'";
  return (await connection.select(sql, [])).length > 0;
}

/** Inserts a conversation in the schema of version 1.0 and returns a writer of its chats. */
export async function insertLinkedConversation(
  connection: SeedConnection,
  { lowId, highId, unreadLow, unreadHigh }: SeededConversation,
): Promise<ConversationWriter> {
  const columns = ['low_id', 'high_id', 'unread_low', 'unread_high'];
  const row = [lowId, highId, unreadLow, unreadHigh];
  if (connection.isSqlite) await connection.insert('conversations', columns, [row]);
  else await connection.insert('conversations', [...columns, 'version'], [[...row, 0]]);
  let lastId = '';
  const toRow = ({ id, senderId, message, hasRead, sentAt }: SeededChat): SqlValue[] => {
    const previousId = lastId;
    lastId = uuidText(id);
    return [lastId, lowId, highId, senderId, message, hasRead ? 1 : 0, sentAt, previousId];
  };
  return {
    insertChats: async (chats) => {
      const rows = chats.map(toRow);
      await connection.insert('chats', chatColumns, rows);
      const milestones = rows.flatMap(([id]) => (String(id).endsWith('00') ? [[lowId, highId, String(id)]] : []));
      if (milestones.length > 0) await connection.insert('milestones', ['low_id', 'high_id', 'chat_id'], milestones);
      const update = 'UPDATE conversations SET last_chat_id = ? WHERE low_id = ? AND high_id = ?';
      await connection.run(update, [lastId, lowId, highId]);
    },
  };
}
