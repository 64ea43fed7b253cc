import type { StoredChat } from '../messenger/ports.js';
import type { BatchPlan, BatchState, NamedChat, ReadableChat } from './batch-plan.js';
import type { ChatJob } from './chat-job.js';
import { CHAT_COLUMNS, type ChatRow, formatMedia, recipientOf, toChat } from './chat-rows.js';
import { type AccountPair, Conversation, pairOf } from './conversation.js';
import type { ConversationCache } from './conversation-cache.js';
import { milestonesOf } from './linked-chats.js';
import type { SqliteFile } from './sqlite-file.js';
import type { SqliteWrite } from './sqlite-writes.js';

const SELECT_GONE_ACCOUNTS = `
  SELECT json_group_array(value) AS ids FROM json_each(?)
    WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE id = value AND deleted_at IS NULL)`;
const SELECT_CONVERSATION =
  'SELECT unread_low, unread_high, last_chat_id FROM conversations WHERE low_id = ? AND high_id = ?';
const SELECT_READABLE_CHAT = `
  SELECT low_id, high_id, sender_id, has_read, username
    FROM chats JOIN accounts ON accounts.id = chats.sender_id WHERE chats.id = ?`;
const SELECT_NAMED_CHAT = `SELECT ${CHAT_COLUMNS} FROM chats WHERE client_message_id = ? AND sender_id = ?`;
const UPSERT_CONVERSATION = `
  INSERT INTO conversations (low_id, high_id, unread_low, unread_high, last_chat_id) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (low_id, high_id) DO UPDATE
    SET unread_low = excluded.unread_low, unread_high = excluded.unread_high, last_chat_id = excluded.last_chat_id`;
const INSERT_CHAT = `
  INSERT INTO chats (id, low_id, high_id, sender_id, message, media, sent_at, client_message_id, previous_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS BLOB), ?)`;
const INSERT_MILESTONE = 'INSERT INTO milestones (low_id, high_id, chat_id) VALUES (?, ?, ?)';
const MARK_CHAT_READ = 'UPDATE chats SET has_read = 1 WHERE id = ?';

interface ConversationRow {
  readonly unread_low: number;
  readonly unread_high: number;
  readonly last_chat_id: string | null;
}

type Bindings = (string | number | null)[];

type ReadableRow = Pick<ChatRow, 'low_id' | 'high_id' | 'sender_id' | 'has_read'> & { readonly username: string };

/** What a batch reads. A conversation that does not exist yet begins with its first message. */
export class SqliteBatchRows implements BatchState {
  readonly #file: SqliteFile;
  /** The recipients that are deleted, or never were. */
  readonly #gone: ReadonlySet<number>;
  readonly #conversations: ConversationCache;
  readonly #looksUpNames: boolean;

  /** @param conversations those that are known, others are added to them */
  constructor(file: SqliteFile, conversations: ConversationCache, jobs: readonly ChatJob[], looksUpNames: boolean) {
    this.#file = file;
    this.#conversations = conversations;
    this.#gone = selectGone(file, jobs);
    this.#looksUpNames = looksUpNames;
  }

  isLive(accountId: number): boolean {
    return !this.#gone.has(accountId);
  }

  conversation(pair: AccountPair): Conversation {
    const known = this.#conversations.get(pair);
    if (known) {
      return known;
    }
    const row = this.#file.get<ConversationRow>(SELECT_CONVERSATION, pair.lowId, pair.highId);
    const conversation = new Conversation(pair, row?.unread_low, row?.unread_high, row?.last_chat_id);
    this.#conversations.add(conversation);
    return conversation;
  }

  chat(id: string): ReadableChat | undefined {
    const row = this.#file.get<ReadableRow>(SELECT_READABLE_CHAT, id);
    if (!row) {
      return undefined;
    }
    const { sender_id: senderId, username: senderName } = row;
    return { senderId, senderName, recipientId: recipientOf(row), hasRead: row.has_read !== 0 };
  }

  namedChat({ senderId, recipientId, clientMessageId }: NamedChat): StoredChat | undefined {
    // To somebody who is deleted nothing is inserted, which would tell that the name is not new.
    if (!this.#looksUpNames && this.isLive(recipientId)) {
      return undefined;
    }
    const row = this.#file.get<ChatRow>(SELECT_NAMED_CHAT, Buffer.from(clientMessageId), senderId);
    return row && toChat(row);
  }
}

/** Asked for at once: a statement for each costs more than its row. */
function selectGone(file: SqliteFile, jobs: readonly ChatJob[]): Set<number> {
  const recipientIds = new Set(jobs.flatMap((job) => (job.kind === 'append' ? [job.chat.recipientId] : [])));
  if (recipientIds.size === 0) {
    return new Set();
  }
  const row = file.get<{ ids: string }>(SELECT_GONE_ACCOUNTS, JSON.stringify([...recipientIds]));
  return new Set(row ? (JSON.parse(row.ids) as number[]) : []);
}

/** What a batch writes. Conversations first: chats refer to them. */
export function writesOf({ conversations, inserts, readIds }: BatchPlan): SqliteWrite[] {
  const upserted: Bindings = [];
  for (const conversation of conversations) {
    const { lowId, highId, lastChatId } = conversation;
    upserted.push(lowId, highId, conversation.unreadOf(lowId), conversation.unreadOf(highId), lastChatId);
  }
  const inserted: Bindings = [];
  for (const { chat, clientMessageId, previousId } of inserts) {
    const { id, senderId, message, sentAt } = chat;
    const { lowId, highId } = pairOf(senderId, chat.recipientId);
    inserted.push(
      id,
      lowId,
      highId,
      senderId,
      message,
      formatMedia(chat),
      sentAt.getTime(),
      clientMessageId,
      previousId,
    );
  }
  return [
    { sql: UPSERT_CONVERSATION, width: 5, values: upserted },
    { sql: INSERT_CHAT, width: 9, values: inserted },
    { sql: INSERT_MILESTONE, width: 3, values: milestonesOf(inserts).flat() },
    { sql: MARK_CHAT_READ, width: 1, values: [...readIds] },
  ].filter(({ values }) => values.length > 0);
}
