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
import { selectAccountById } from './account-rows.js';
import { asciiBound } from './ascii-bound.js';
import type { Stamps } from './batch-plan.js';
import { chatBatchCommit } from './chat-batch.js';
import type { ChatJob } from './chat-job.js';
import { selectUnreadCount } from './conversation-rows.js';
import type { Database } from './database.js';
import { GroupCommit } from './group-commit.js';
import { selectChats } from './linked-chats.js';
import { translated } from './translate-error.js';
import { isUuidV7 } from './uuidv7.js';

/**
 * A batch has at most so many jobs. Larger ones gain little, and all who wait then wait for one another. Two values each
 * stay below the 1,000 from which MariaDB makes an IN a subquery (in_predicate_conversion_threshold).
 */
const MAX_JOBS = 256;

/** In UTF-16 code units of text; so a batch stays below 16 MB of SQL, which servers accept without configuration. */
const MAX_SIZE = 1_000_000;

/** The messages of a database. What is written is committed in batches, in the order of the calls. */
export class KnexChatStore implements ChatStore {
  readonly #database: Database;
  readonly #queue: GroupCommit<ChatJob>;

  constructor(database: Database, stamps: Stamps) {
    this.#database = database;
    this.#queue = new GroupCommit({
      commit: chatBatchCommit(database, stamps),
      failsAll: (reason) => reason instanceof MessengerError && reason.code === 'unavailable',
      sizeOf,
      maxJobs: MAX_JOBS,
      maxSize: MAX_SIZE,
    });
  }

  append(chat: NewChat, settled: Settled<AppendedChat>): void {
    this.#queue.add({
      kind: 'append',
      chat: wellFormed(chat),
      resolve: (appended) => {
        if (!appended.isDuplicate) {
          settled.committed({ ...appended, recipientName: undefined });
          return;
        }
        selectAccountById(this.#database, appended.chat.recipientId).then(
          (recipient) => settled.committed({ ...appended, recipientName: recipient?.username }),
          (reason: unknown) => settled.failed(reason),
        );
      },
      reject: (reason) => settled.failed(reason),
    });
  }

  markRead(chatId: string, readerId: number, settled: Settled<ReadReceipt | undefined>): void {
    if (!isUuidV7(chatId)) {
      settled.committed(undefined);
      return;
    }
    this.#queue.add({
      kind: 'read',
      chatId,
      readerId,
      resolve: (receipt) => settled.committed(receipt),
      reject: (reason) => settled.failed(reason),
    });
  }

  findPage(query: ConversationQuery): Promise<ConversationPage> {
    return translated(async () => {
      const { before, after, limit } = query;
      const chats = await selectChats(this.#database, {
        ...query,
        ...(before !== undefined && { before: asciiBound(before) }),
        ...(after !== undefined && { after: asciiBound(after) }),
        limit: limit + 1,
      });
      return { chats: chats.slice(0, limit), hasMore: chats.length > limit };
    });
  }

  countUnread(recipientId: number, senderId: number): Promise<number> {
    return translated(() => selectUnreadCount(this.#database, recipientId, senderId));
  }

  /** Resolves when everything that was taken is committed or has failed. */
  drained(): Promise<void> {
    return this.#queue.drained();
  }
}

/** UTF-8 has no half of a surrogate pair: the reply says the same as what is read later. */
function wellFormed(chat: NewChat): NewChat {
  const { message, clientMessageId } = chat;
  if (message.isWellFormed() && (clientMessageId === undefined || clientMessageId.isWellFormed())) {
    return chat;
  }
  return {
    ...chat,
    message: message.toWellFormed(),
    ...(clientMessageId !== undefined && { clientMessageId: clientMessageId.toWellFormed() }),
  };
}

function sizeOf(job: ChatJob): number {
  if (job.kind === 'read') {
    return 0;
  }
  const { message, media = [] } = job.chat;
  return media.reduce((size, url) => size + url.length, message.length);
}
