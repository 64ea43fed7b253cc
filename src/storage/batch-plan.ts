import { MessengerError } from '../errors.js';
import type { NewChat, StoredChat } from '../messenger/ports.js';
import type { AppendJob, ChatJob, ReadJob } from './chat-job.js';
import { type AccountPair, type Conversation, pairOf } from './conversation.js';
import type { Settlement } from './group-commit.js';
import { successorOf } from './uuidv7.js';

/** What a message is stamped with. */
export interface Stamps {
  newId(): string;
  now(): Date;
}

/** A chat to be stored, and the sender's own name for it. */
export interface ChatInsert {
  readonly chat: StoredChat;
  readonly clientMessageId: string | null;
  /** The one before it in its conversation; no text for the first, so that the way back ends there. */
  readonly previousId: string;
}

/** What reading a message depends on. */
export interface ReadableChat extends Pick<StoredChat, 'senderId' | 'recipientId' | 'hasRead'> {
  readonly senderName: string;
}

/** A message to which its sender gave a name. */
export type NamedChat = Pick<NewChat, 'senderId' | 'recipientId'> & { readonly clientMessageId: string };

/**
 * What the database holds of that which the jobs of a batch are about. Conversations, and so their chats, are nobody else's
 * meanwhile, or the write fails; an account that is deleted meanwhile was there when the messages to it were sent.
 */
export interface BatchState {
  /** Whether there is such an account and it is not deleted. */
  isLive(accountId: number): boolean;
  /** The same object each time it is asked for. */
  conversation(pair: AccountPair): Conversation | undefined;
  chat(id: string): ReadableChat | undefined;
  /** What the sender stored under this name before, to whomever. */
  namedChat(chat: NamedChat): StoredChat | undefined;
}

/** Works out in memory what a batch writes and what each caller is told, job by job. */
export class BatchPlan {
  readonly inserts: ChatInsert[] = [];
  /** The chats that this batch is the first to read. */
  readonly readIds = new Set<string>();
  /** The conversations that this batch changes. */
  readonly conversations = new Set<Conversation>();
  readonly #stamps: Stamps;
  readonly #state: BatchState;
  readonly #named = new Map<string, StoredChat>();

  constructor(stamps: Stamps, state: BatchState) {
    this.#stamps = stamps;
    this.#state = state;
  }

  /** Takes the next job, in the order of the calls. What it returns holds once the batch is committed. */
  apply(job: ChatJob): Settlement {
    return job.kind === 'append' ? this.#append(job) : this.#read(job);
  }

  #append(job: AppendJob): Settlement {
    const { senderId, recipientId, message, media, clientMessageId = null } = job.chat;
    const first = clientMessageId === null ? undefined : this.#namedChat({ senderId, recipientId, clientMessageId });
    if (first) {
      return this.#appendAgain(job, first);
    }
    const conversation = this.#state.isLive(recipientId)
      ? this.#state.conversation(pairOf(senderId, recipientId))
      : undefined;
    if (!conversation) {
      return () => job.reject(new MessengerError('user-not-found'));
    }

    const previousId = conversation.lastChatId ?? '';
    const id = this.#nextId(conversation);
    const chat: StoredChat = { id, senderId, recipientId, message, media, hasRead: false, sentAt: this.#stamps.now() };
    const unreadCount = conversation.receive(recipientId, id);
    this.conversations.add(conversation);
    this.inserts.push({ chat, clientMessageId, previousId });
    if (clientMessageId !== null) {
      this.#named.set(nameKey(senderId, clientMessageId), chat);
    }
    return () => job.resolve({ chat, unreadCount, isDuplicate: false });
  }

  #appendAgain(job: AppendJob, first: StoredChat): Settlement {
    const chat = { ...first, hasRead: first.hasRead || this.readIds.has(first.id) };
    const conversation = this.#state.conversation(pairOf(chat.senderId, chat.recipientId));
    const unreadCount = conversation?.unreadOf(chat.recipientId) ?? 0;
    return () => job.resolve({ chat, unreadCount, isDuplicate: true });
  }

  #read({ chatId, readerId, resolve }: ReadJob): Settlement {
    const chat = this.#state.chat(chatId);
    const conversation = chat && this.#state.conversation(pairOf(chat.senderId, chat.recipientId));
    if (!conversation || chat.recipientId !== readerId) {
      return () => resolve(undefined);
    }
    const sender = { id: chat.senderId, username: chat.senderName };
    const isFirst = !chat.hasRead && !this.readIds.has(chatId);
    if (isFirst) {
      this.readIds.add(chatId);
      this.conversations.add(conversation);
    }
    const unreadCount = isFirst ? conversation.read(readerId) : conversation.unreadOf(readerId);
    return () => resolve({ sender, unreadCount, isFirst });
  }

  #namedChat(chat: NamedChat): StoredChat | undefined {
    return this.#named.get(nameKey(chat.senderId, chat.clientMessageId)) ?? this.#state.namedChat(chat);
  }

  /** Greater than all ids of the conversation, also when the clock of the process that gave the last was ahead of ours. */
  #nextId({ lastChatId }: Conversation): string {
    const id = this.#stamps.newId();
    return lastChatId === null || id > lastChatId ? id : successorOf(lastChatId);
  }
}

/** What a sender's name for a message is called in a `Map`. */
export function nameKey(senderId: number, clientMessageId: string): string {
  return `${senderId}:${clientMessageId}`;
}
