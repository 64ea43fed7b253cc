import type { StoredChat } from '../messenger/ports.js';
import { type BatchPlan, nameKey, type ReadableChat } from './batch-plan.js';
import { type ChatRow, recipientOf, toChat } from './chat-rows.js';
import { type AccountPair, Conversation, pairKey } from './conversation.js';
import {
  type ChatName,
  insertChats,
  lockConversations,
  markRead,
  selectDeleted,
  selectNamed,
  selectParties,
  selectUnread,
  updateConversations,
} from './mysql-statements.js';
import type { MysqlTransaction } from './mysql-transaction.js';

/** Whose message this is. None of it ever changes. */
export type ChatParties = Pick<ReadableChat, 'senderId' | 'senderName' | 'recipientId'>;

/** What the statements of a batch are about. */
export interface BatchKeys {
  /** In the order in which all transactions lock. */
  readonly pairs: readonly AccountPair[];
  readonly recipientIds: readonly number[];
  readonly chatIds: readonly string[];
  readonly names: readonly ChatName[];
}

export interface LockedRows {
  /** By `pairKey`. */
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** The recipients that are deleted. */
  readonly deleted: ReadonlySet<number>;
  /** Which of the chats are not read. */
  readonly unread: ReadonlySet<string>;
  /** By `nameKey`. */
  readonly named: ReadonlyMap<string, StoredChat>;
  /** The conversations of the named chats, by `pairKey`. Not locked by that. */
  readonly namedIn: ReadonlyMap<string, Conversation>;
}

interface ConversationRow {
  readonly low_id: number;
  readonly high_id: number;
  readonly unread_low: number;
  readonly unread_high: number;
  readonly last_chat_id: string | null;
}

type PartiesRow = Pick<ChatRow, 'id' | 'low_id' | 'high_id' | 'sender_id'> & { readonly username: string };
type NamedRow = ChatRow & ConversationRow & { readonly client_message_id: Buffer };

/** The parties of those of these chats that exist, by the id of the chat. */
export async function findParties(
  transaction: MysqlTransaction,
  chatIds: readonly string[],
): Promise<ReadonlyMap<string, ChatParties>> {
  const [rows] = await transaction.query<[readonly PartiesRow[]]>(selectParties(transaction, chatIds));
  return new Map(
    rows.map((row) => [row.id, { senderId: row.sender_id, senderName: row.username, recipientId: recipientOf(row) }]),
  );
}

/** Locks the conversations, in the order of their keys, and reads the rest once they are locked. */
export async function lockRows(transaction: MysqlTransaction, keys: BatchKeys): Promise<LockedRows> {
  const { pairs, recipientIds, chatIds, names } = keys;
  const [conversations, deleted, unread, named] = await transaction.query<
    [readonly ConversationRow[], readonly { id: number }[], readonly { id: string }[], readonly NamedRow[]]
  >(
    pairs.length > 0 && lockConversations(transaction, pairs),
    recipientIds.length > 0 && selectDeleted(transaction, recipientIds),
    chatIds.length > 0 && selectUnread(transaction, chatIds),
    names.length > 0 && selectNamed(transaction, names),
  );
  return {
    conversations: toConversations(conversations),
    deleted: new Set(deleted.map(({ id }) => id)),
    unread: new Set(unread.map(({ id }) => id)),
    named: new Map(named.map((row) => [nameKey(row.sender_id, row.client_message_id.toString()), toChat(row)])),
    namedIn: toConversations(named),
  };
}

/** Writes what the batch changes, and commits it. */
export async function writeRows(transaction: MysqlTransaction, plan: BatchPlan): Promise<void> {
  const { inserts, readIds, conversations } = plan;
  await transaction.query(
    inserts.length > 0 && insertChats(transaction, inserts),
    readIds.size > 0 && markRead(transaction, [...readIds]),
    conversations.size > 0 && updateConversations(transaction, [...conversations]),
    'COMMIT',
  );
}

function toConversations(rows: readonly ConversationRow[]): Map<string, Conversation> {
  return new Map(
    rows.map((row) => {
      const pair = { lowId: row.low_id, highId: row.high_id };
      return [pairKey(pair), new Conversation(pair, row.unread_low, row.unread_high, row.last_chat_id)];
    }),
  );
}
