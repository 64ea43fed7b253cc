import type { SeedConnection, SqlValue } from './seed-connection.js';

/** A seeded chat. `id` is a UUIDv7 of 16 bytes. */
export interface SeededChat {
  readonly id: Buffer;
  readonly senderId: number;
  readonly message: string;
  readonly hasRead: boolean;
  /** In ms since 1970. */
  readonly sentAt: number;
}

/** The two accounts of a conversation, the smaller id first, and the unread chats of each. */
export interface SeededConversation {
  readonly lowId: number;
  readonly highId: number;
  readonly unreadLow: number;
  readonly unreadHigh: number;
}

/** Writes rows in the schema of the service. This is the only file of the benchmark that knows that schema. */
export interface ConversationWriter {
  insertChats(chats: readonly SeededChat[]): Promise<void>;
}

const chatColumns = ['id', 'conversation_id', 'sender_id', 'message', 'has_read', 'sent_at'];

/** Inserts a conversation and returns a writer of its chats. */
export async function insertConversation(
  connection: SeedConnection,
  { lowId, highId, unreadLow, unreadHigh }: SeededConversation,
): Promise<ConversationWriter> {
  const columns = ['low_id', 'high_id', 'unread_low', 'unread_high'];
  await connection.insert('conversations', columns, [[lowId, highId, unreadLow, unreadHigh]]);
  const [row] = await connection.select('SELECT id FROM conversations WHERE low_id = ? AND high_id = ?', [
    lowId,
    highId,
  ]);
  const conversationId = Number(row?.['id']);
  const toRow = ({ id, senderId, message, hasRead, sentAt }: SeededChat): SqlValue[] => [
    id,
    conversationId,
    senderId,
    message,
    hasRead ? 1 : 0,
    sentAt,
  ];
  return { insertChats: (chats) => connection.insert('chats', chatColumns, chats.map(toRow)) };
}
