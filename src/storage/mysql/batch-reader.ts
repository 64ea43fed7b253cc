import type { NewChat } from '../../messenger/ports.js';
import { type ChatRow, recipientOf, toRecord } from '../chat-rows.js';
import { type BatchState, type KeyedChat, keyOf, type ReadableChat } from '../commit/batch-plan.js';
import type { ChatChange } from '../commit/chat-change.js';
import {
  type AccountPair,
  Conversation,
  type ConversationRow,
  distinctPairs,
  pairKey,
  pairOf,
} from '../commit/conversation.js';
import { uuidFromBytes } from '../uuidv7.js';
import {
  type IdempotencyKey,
  lockConversations,
  selectChatAccounts,
  selectDeleted,
  selectKeyed,
  selectUnread,
} from './batch-statements.js';
import type { BatchTransaction } from './batch-transaction.js';
import type { ConversationCache } from './conversation-cache.js';

/** How much a batch reads before it writes. */
export interface ReadOptions {
  /** Whether conversations are read although the cache has them. */
  readonly ignoreCache: boolean;
  /** Returns whether a message with this idempotency key may be stored already. */
  mayBeStored(key: IdempotencyKey): boolean;
}

type ChatAccounts = Omit<ReadableChat, 'hasRead'>;
type ChatAccountsRow = Pick<ChatRow, 'id' | 'low_id' | 'high_id' | 'sender_id'> & { readonly username: string };
type KeyedRow = ChatRow & { readonly client_message_id: Buffer; readonly recipient_name: string };
type StateRows = [
  readonly Required<ConversationRow>[],
  readonly { readonly id: number }[],
  readonly { readonly id: Buffer }[],
  readonly KeyedRow[],
];

/** The state of a batch: rows that it has read and locked, and conversations of the cache, which the write will check. */
export interface MysqlBatchState extends BatchState {
  /**
   * Messages that need another attempt: their conversation does not exist, or their recipient is deleted, and they may have
   * been stored under their idempotency key before the deletion.
   */
  readonly unresolved: readonly NewChat[];
}

/** Reads what the changes depend on: nothing when the cache has all conversations, else in one or two round trips. */
export async function readState(
  transaction: BatchTransaction,
  changes: readonly ChatChange[],
  cache: ConversationCache,
  { ignoreCache, mayBeStored }: ReadOptions,
): Promise<MysqlBatchState> {
  const messages = changes.flatMap((change) => (change.kind === 'append' ? [change.chat] : []));
  const chatIds = [...new Set(changes.flatMap((change) => (change.kind === 'read' ? [change.chatId] : [])))];
  const keys = messages.flatMap(idempotencyKeyOf).filter(mayBeStored);
  const accounts = await readChatAccounts(transaction, chatIds);
  const pairs = distinctPairs(
    [...messages, ...accounts.values()].map((chat) => pairOf(chat.senderId, chat.recipientId)),
  );
  const unknown = ignoreCache ? pairs : pairs.filter((pair) => !cache.get(pair));
  const read = await readRows(transaction, unknown, chatIds, keys);
  for (const conversation of read.conversations.values()) {
    // A cached conversation says that both accounts are active: a deletion changes the version of the account's conversations.
    const isActive = !read.deleted.has(conversation.lowId) && !read.deleted.has(conversation.highId);
    if (isActive) cache.addRead(conversation);
    else cache.delete(conversation);
  }
  const conversationOf = (pair: AccountPair) => read.conversations.get(pairKey(pair)) ?? cache.get(pair);
  return {
    unresolved: messages.filter(
      ({ senderId, recipientId, clientMessageId }) =>
        !conversationOf(pairOf(senderId, recipientId)) ||
        (clientMessageId !== undefined && read.deleted.has(recipientId)),
    ),
    isActive: (accountId) => !read.deleted.has(accountId),
    conversation: conversationOf,
    chat: (id) => {
      const chat = accounts.get(id);
      return chat && { ...chat, hasRead: !read.unread.has(id) };
    },
    keyedChat: (senderId, clientMessageId) => read.keyed.get(keyOf(senderId, clientMessageId)),
  };
}

async function readChatAccounts(
  transaction: BatchTransaction,
  chatIds: readonly string[],
): Promise<ReadonlyMap<string, ChatAccounts>> {
  if (chatIds.length === 0) return new Map();
  const [rows] = (await transaction.run([selectChatAccounts(chatIds)])) as [readonly ChatAccountsRow[]];
  return new Map(
    rows.map((row) => [
      uuidFromBytes(row.id),
      { senderId: row.sender_id, senderName: row.username, recipientId: recipientOf(row) },
    ]),
  );
}

/** Locks the conversations first: what is read after that cannot change before the commit. */
async function readRows(
  transaction: BatchTransaction,
  pairs: readonly AccountPair[],
  chatIds: readonly string[],
  keys: readonly IdempotencyKey[],
) {
  const accountIds = [...new Set(pairs.flatMap(({ lowId, highId }) => [lowId, highId]))];
  const statements = [
    pairs.length > 0 && lockConversations(pairs),
    pairs.length > 0 && selectDeleted(accountIds),
    chatIds.length > 0 && selectUnread(chatIds),
    keys.length > 0 && selectKeyed(keys),
  ];
  const needed = statements.filter((statement) => statement !== false);
  const answers = needed.length > 0 ? [...(await transaction.run(needed))] : [];
  const [conversations, deleted, unread, keyed] = statements.map((statement) =>
    statement ? answers.shift() : [],
  ) as unknown as StateRows;
  return {
    conversations: new Map(conversations.map(toConversation).map((one) => [pairKey(one), one])),
    deleted: new Set(deleted.map(({ id }) => id)),
    unread: new Set(unread.map(({ id }) => uuidFromBytes(id))),
    keyed: new Map(keyed.map((row) => [keyOf(row.sender_id, row.client_message_id.toString()), toKeyedChat(row)])),
  };
}

function toConversation(row: Required<ConversationRow>): Conversation {
  const lastChatId = row.last_chat_id === null ? undefined : uuidFromBytes(row.last_chat_id);
  const key = { id: row.id, lowId: row.low_id, highId: row.high_id };
  return new Conversation(key, row.unread_low, row.unread_high, lastChatId, row.version);
}

function toKeyedChat(row: KeyedRow): KeyedChat {
  return { chat: toRecord(row), recipientName: row.recipient_name };
}

function idempotencyKeyOf({ senderId, clientMessageId }: NewChat): IdempotencyKey[] {
  return clientMessageId === undefined ? [] : [{ senderId, clientMessageId }];
}
