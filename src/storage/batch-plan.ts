import { MessengerError } from '../errors.js';
import type { StoredChat } from '../messenger/ports.js';
import type { AppendJob, ChatJob, ReadJob } from './chat-job.js';
import { type ChatInsert, type ChatParties, clientMessageKey, type NamedChat } from './chat-rows.js';
import { type Conversation, pairKey, pairOf } from './conversation.js';
import type { Settlement } from './group-commit.js';
import { successorOf } from './uuidv7.js';

/** What a message is stamped with. */
export interface Stamps {
  newId(): string;
  now(): Date;
}

/** What the database holds of that which the jobs of a batch are about, read under lock. */
export interface BatchState {
  /** The recipients that exist and are not deleted. */
  readonly live: ReadonlySet<number>;
  /** By the id of the chat. */
  readonly parties: ReadonlyMap<string, ChatParties>;
  /** By `pairKey`. */
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** By `clientMessageKey`. */
  readonly named: ReadonlyMap<string, NamedChat>;
  /** The ids of the chats that are not read. */
  readonly unread: ReadonlySet<string>;
}

/** Works out in memory what a batch writes and what each caller is told, job by job. */
export class BatchPlan {
  readonly inserts: ChatInsert[] = [];
  readonly #stamps: Stamps;
  readonly #state: BatchState;
  readonly #named: Map<string, NamedChat>;
  readonly #readIds = new Set<string>();

  constructor(stamps: Stamps, state: BatchState) {
    this.#stamps = stamps;
    this.#state = state;
    this.#named = new Map(state.named);
  }

  /** The chats that this batch is the first to read. */
  get readIds(): string[] {
    return [...this.#readIds];
  }

  /** Takes the next job, in the order of the calls. What it returns holds once the batch is committed. */
  apply(job: ChatJob): Settlement {
    return job.kind === 'append' ? this.#append(job) : this.#read(job);
  }

  #append(job: AppendJob): Settlement {
    const { chat: newChat, clientMessageId } = job;
    const { senderId, recipientId } = newChat;
    const name = clientMessageId && clientMessageKey(senderId, clientMessageId);

    const first = name === null ? undefined : this.#named.get(name);
    if (first) {
      return this.#appendAgain(job, first);
    }
    const conversation = this.#conversationOf({ senderId, recipientId });
    if (!this.#state.live.has(recipientId) || !conversation) {
      return () => job.reject(new MessengerError('user-not-found'));
    }

    const chat: StoredChat = {
      id: this.#nextId(conversation),
      senderId,
      recipientId,
      message: newChat.message,
      media: newChat.media,
      hasRead: false,
      sentAt: this.#stamps.now(),
    };
    const unreadCount = conversation.receive(recipientId, chat.id);
    this.inserts.push({ chat, clientMessageId });
    if (name !== null) {
      this.#named.set(name, { chat, unreadCount });
    }
    return () => job.resolve({ chat, unreadCount, isDuplicate: false });
  }

  #appendAgain(job: AppendJob, first: NamedChat): Settlement {
    const chat = { ...first.chat, hasRead: first.chat.hasRead || this.#readIds.has(first.chat.id) };
    // The same name may have been given to a message to somebody else, whose conversation this batch has not locked.
    const unreadCount = this.#conversationOf(chat)?.unreadOf(chat.recipientId) ?? first.unreadCount;
    return () => job.resolve({ chat, unreadCount, isDuplicate: true });
  }

  #read(job: ReadJob): Settlement {
    const parties = this.#state.parties.get(job.chatId);
    const conversation = parties && this.#conversationOf(parties);
    if (!conversation || parties.recipientId !== job.readerId) {
      return () => job.resolve(undefined);
    }
    const isFirst = this.#state.unread.has(job.chatId) && !this.#readIds.has(job.chatId);
    if (isFirst) {
      this.#readIds.add(job.chatId);
    }
    const unreadCount = isFirst ? conversation.read(job.readerId) : conversation.unreadOf(job.readerId);
    return () => job.resolve({ senderId: parties.senderId, unreadCount, isFirst });
  }

  #conversationOf({ senderId, recipientId }: ChatParties): Conversation | undefined {
    return this.#state.conversations.get(pairKey(pairOf(senderId, recipientId)));
  }

  /** Greater than all ids of the conversation, also when the clock of the process that gave the last was ahead of ours. */
  #nextId({ lastChatId }: Conversation): string {
    const id = this.#stamps.newId();
    return lastChatId === null || id > lastChatId ? id : successorOf(lastChatId);
  }
}
