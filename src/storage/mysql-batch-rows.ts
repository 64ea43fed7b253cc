import type { NewChat, StoredChat } from '../messenger/ports.js';
import { type BatchPlan, nameKey, type ReadableChat } from './batch-plan.js';
import { type ChatRow, recipientOf, toChat } from './chat-rows.js';
import { Conversation, inLockOrder, pairKey, pairOf } from './conversation.js';
import { milestonesOf } from './linked-chats.js';
import {
  type ChatName,
  insertChats,
  insertMilestones,
  lockConversations,
  markRead,
  selectDeleted,
  selectNamed,
  selectParties,
  selectUnread,
  updateConversations,
} from './mysql-statements.js';
import type { MysqlTransaction, Selected, Statement } from './mysql-transaction.js';

/** Whose message this is. None of it ever changes. */
export type ChatParties = Pick<ReadableChat, 'senderId' | 'senderName' | 'recipientId'>;

/** What a batch has to read. */
export interface BatchKeys {
  /** The messages whose conversations it has to read. */
  readonly newChats: readonly NewChat[];
  /** Of the messages that are read. */
  readonly chatIds: readonly string[];
  /** The names that may not be new. */
  readonly names: readonly ChatName[];
}

/** What a batch has read. The conversations, and so their chats, are nobody else's until the transaction ends. */
export interface BatchRows {
  /** Of those of the messages that exist, by their ids. */
  readonly parties: ReadonlyMap<string, ChatParties>;
  /** By `pairKey`. */
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Those of the two of each conversation that are deleted. */
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
  readonly version: number;
}

type PartiesRow = Pick<ChatRow, 'id' | 'low_id' | 'high_id' | 'sender_id'> & { readonly username: string };
type NamedRow = ChatRow & ConversationRow & { readonly client_message_id: Buffer };

type LockedRows = [
  readonly ConversationRow[],
  readonly { readonly id: number }[],
  readonly { readonly id: string }[],
  readonly NamedRow[],
];

/**
 * What can be asked for before anything is known: whose the messages are that are read, or, where none are, everything.
 * `readRows` takes what comes of it.
 */
export function openingStatements(transaction: MysqlTransaction, keys: BatchKeys): Statement[] {
  return keys.chatIds.length > 0
    ? [selectParties(transaction, keys.chatIds)]
    : lockStatements(transaction, keys, new Map());
}

/** Locks and reads what a batch depends on. @param opened what came of the `openingStatements` */
export async function readRows(transaction: MysqlTransaction, keys: BatchKeys, opened: Selected): Promise<BatchRows> {
  if (keys.chatIds.length === 0) {
    return toBatchRows(new Map(), opened as LockedRows);
  }
  const [rows] = opened as [readonly PartiesRow[]];
  const parties = new Map(
    rows.map((row) => [row.id, { senderId: row.sender_id, senderName: row.username, recipientId: recipientOf(row) }]),
  );
  const locked = await transaction.query(...lockStatements(transaction, keys, parties));
  return toBatchRows(parties, locked as LockedRows);
}

/** They lock the conversations, in the order of their keys, and read the rest once these are locked. */
function lockStatements(
  transaction: MysqlTransaction,
  { newChats, chatIds, names }: BatchKeys,
  parties: ReadonlyMap<string, ChatParties>,
): Statement[] {
  const pairs = inLockOrder([...newChats, ...parties.values()].map((chat) => pairOf(chat.senderId, chat.recipientId)));
  const accountIds = [...new Set(pairs.flatMap(({ lowId, highId }) => [lowId, highId]))];
  return [
    pairs.length > 0 && lockConversations(transaction, pairs),
    accountIds.length > 0 && selectDeleted(transaction, accountIds),
    chatIds.length > 0 && selectUnread(transaction, chatIds),
    names.length > 0 && selectNamed(transaction, names),
  ];
}

function toBatchRows(
  parties: ReadonlyMap<string, ChatParties>,
  [conversations, deleted, unread, named]: LockedRows,
): BatchRows {
  return {
    parties,
    conversations: toConversations(conversations),
    deleted: new Set(deleted.map(({ id }) => id)),
    unread: new Set(unread.map(({ id }) => id)),
    named: new Map(named.map((row) => [nameKey(row.sender_id, row.client_message_id.toString()), toChat(row)])),
    namedIn: toConversations(named),
  };
}

/** What a batch changes. */
export function writeStatements(transaction: MysqlTransaction, plan: BatchPlan): Statement[] {
  const { inserts, readIds, conversations } = plan;
  const milestones = milestonesOf(inserts);
  return [
    // First: it says whether the rest is right.
    conversations.size > 0 && updateConversations(transaction, [...conversations]),
    inserts.length > 0 && insertChats(transaction, inserts),
    milestones.length > 0 && insertMilestones(transaction, milestones),
    readIds.size > 0 && markRead(transaction, [...readIds]),
  ];
}

function toConversations(rows: readonly ConversationRow[]): Map<string, Conversation> {
  return new Map(
    rows.map((row) => {
      const pair = { lowId: row.low_id, highId: row.high_id };
      return [pairKey(pair), new Conversation(pair, row.unread_low, row.unread_high, row.last_chat_id, row.version)];
    }),
  );
}
