import type { Knex } from 'knex';
import { MessengerError } from '../errors.js';
import type {
  AppendedChat,
  ChatStore,
  ConversationPage,
  ConversationQuery,
  NewChat,
  ReadReceipt,
  Settled,
} from '../messenger/ports.js';
import { type ChatRow, chatColumns, toChat, toRecord } from './chat-rows.js';
import { type AppendChange, type ChangeResult, type ChatChange, sizeOf } from './commit/chat-change.js';
import { type AccountPair, pairOf } from './commit/conversation.js';
import { GroupCommit } from './commit/group-commit.js';
import { translated } from './translate-error.js';
import { isUuidV7, uuidToBytes } from './uuidv7.js';

/** The most changes in a batch. Larger batches gain little, and every caller then waits for all the others. */
const maxChanges = 256;

/** In UTF-16 code units of text: a batch stays below 16 MB of SQL, MySQL's smallest default of `max_allowed_packet`. */
const maxSize = 1_000_000;

/** Commits a batch in one transaction. Rejects with the driver's error, and stores nothing then. */
export interface ChatWriter {
  commit(changes: readonly ChatChange[]): Promise<readonly ChangeResult[]>;
}

export interface ChatStoreOptions {
  readonly knex: Knex;
  /** The table `chats` as a SELECT by conversation names it, with an index hint where the optimizer needs one. */
  readonly chatsByConversation: string;
  readonly writer: ChatWriter;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** Messages in a database. */
export class KnexChatStore implements ChatStore {
  readonly #options: ChatStoreOptions;
  readonly #commits: GroupCommit<ChatChange, ChangeResult>;

  constructor(options: ChatStoreOptions) {
    this.#options = options;
    this.#commits = new GroupCommit({
      commit: (changes) => translated(() => options.writer.commit(changes)),
      concernsAll: (reason) => reason instanceof MessengerError && reason.code === 'unavailable',
      sizeOf,
      maxChanges,
      maxSize,
    });
  }

  append(chat: NewChat, settled: Settled<AppendedChat>): void {
    const { newId, now } = this.#options;
    const change = { kind: 'append', id: newId(), sentAt: now().getTime(), chat: wellFormed(chat) } as const;
    this.#commits.add({
      change,
      committed: (result) => {
        const appended = toAppended(change, result);
        if (appended) settled.committed(appended);
        else settled.failed(new MessengerError('user-not-found'));
      },
      failed: (reason) => settled.failed(reason),
    });
  }

  markRead(chatId: string, readerId: number, settled: Settled<ReadReceipt | undefined>): void {
    if (!isUuidV7(chatId)) {
      settled.committed(undefined);
      return;
    }
    this.#commits.add({
      change: { kind: 'read', chatId, readerId },
      committed: (result) => settled.committed(result.kind === 'read' ? result.receipt : undefined),
      failed: (reason) => settled.failed(reason),
    });
  }

  findPage({ accountId, otherId, before, after, limit }: ConversationQuery): Promise<ConversationPage> {
    return translated(async () => {
      const { knex, chatsByConversation } = this.#options;
      const pair = pairOf(accountId, otherId);
      const query = knex<ChatRow>(knex.raw(chatsByConversation))
        .join('conversations', 'conversations.id', 'chats.conversation_id')
        .select(chatColumns)
        .where('conversation_id', this.#conversationId(pair))
        .orderBy('chats.id', 'desc')
        // One more row tells whether there are older messages.
        .limit(limit + 1);
      if (before !== undefined) query.where('chats.id', '<', uuidToBytes(before));
      if (after !== undefined) query.where('chats.id', '>', uuidToBytes(after));
      const rows = await query;
      return { chats: rows.slice(0, limit).map((row) => toChat(toRecord(row))), hasMore: rows.length > limit };
    });
  }

  countUnread(recipientId: number, senderId: number): Promise<number> {
    return translated(async () => {
      const { lowId, highId } = pairOf(recipientId, senderId);
      const row = await this.#options
        .knex('conversations')
        .where({ low_id: lowId, high_id: highId })
        .first({ unread: recipientId === lowId ? 'unread_low' : 'unread_high' });
      return row?.unread ?? 0;
    });
  }

  /** Resolves when every queued change is committed or has failed. */
  drained(): Promise<void> {
    return this.#commits.drained();
  }

  #conversationId({ lowId, highId }: AccountPair): Knex.QueryBuilder {
    return this.#options.knex('conversations').select('id').where({ low_id: lowId, high_id: highId });
  }
}

/** Returns `undefined` when the message has no recipient. */
function toAppended({ chat, sentAt }: AppendChange, result: ChangeResult): AppendedChat | undefined {
  if (result.kind === 'duplicate') {
    return { isDuplicate: true, chat: toChat(result.chat), recipientName: result.recipientName };
  }
  if (result.kind !== 'appended') return undefined;
  const { senderId, recipientId, message, media } = chat;
  const { id, unreadCount } = result;
  const stored = { id, senderId, recipientId, message, media, hasRead: false, sentAt: new Date(sentAt) };
  return { isDuplicate: false, chat: stored, unreadCount };
}

/** Replaces halves of surrogate pairs, so that the reply shows the same text as later reads: UTF-8 cannot hold them. */
function wellFormed(chat: NewChat): NewChat {
  const { message, clientMessageId } = chat;
  if (message.isWellFormed() && (clientMessageId === undefined || clientMessageId.isWellFormed())) return chat;
  return {
    ...chat,
    message: message.toWellFormed(),
    ...(clientMessageId !== undefined && { clientMessageId: clientMessageId.toWellFormed() }),
  };
}
