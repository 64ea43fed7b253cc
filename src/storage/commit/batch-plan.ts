import type { NewChat } from '../../messenger/ports.js';
import { successorOf } from '../uuidv7.js';
import type { AppendChange, ChangeResult, ChatChange, ReadChange, StoredRecord } from './chat-change.js';
import { type AccountPair, type Conversation, pairKey, pairOf } from './conversation.js';

/** A message to insert, and the conversation that it belongs to. */
export interface ChatInsert {
  readonly chat: StoredRecord;
  readonly conversation: Conversation;
  readonly clientMessageId: string | null;
}

/** The stored facts that marking a message as read depends on. */
export interface ReadableChat extends Pick<StoredRecord, 'senderId' | 'recipientId' | 'hasRead'> {
  readonly senderName: string;
}

/** A message that its sender stored earlier under an idempotency key. */
export interface KeyedChat {
  readonly chat: StoredRecord;
  readonly recipientName: string;
}

/** The stored rows that the changes of a batch depend on. */
export interface BatchState {
  /** Returns whether the account exists and is not deleted. */
  isActive(accountId: number): boolean;
  /** Returns the stored conversation, or `undefined` when there is none. */
  conversation(pair: AccountPair): Conversation | undefined;
  chat(id: string): ReadableChat | undefined;
  /** Returns the message that the sender stored under this idempotency key (`clientMessageId`), to whichever recipient. */
  keyedChat(senderId: number, clientMessageId: string): KeyedChat | undefined;
}

/**
 * Applies the rules of sending and reading to the changes of one batch, one after the other, in memory: what to write, and
 * the result of each change. The same rules serve both databases.
 */
export class BatchPlan {
  readonly inserts: ChatInsert[] = [];
  /** The messages that this batch is the first to read. */
  readonly readIds = new Set<string>();
  readonly #state: BatchState;
  readonly #changed = new Map<string, Conversation>();
  readonly #keyed = new Map<string, KeyedChat>();

  constructor(state: BatchState) {
    this.#state = state;
  }

  /** The conversations that this batch changes, as they are after it. */
  get conversations(): Conversation[] {
    return [...this.#changed.values()];
  }

  apply(change: ChatChange): ChangeResult {
    return change.kind === 'append' ? this.#append(change) : this.#read(change);
  }

  #append(change: AppendChange): ChangeResult {
    const { senderId, recipientId, recipientName, message, media, clientMessageId = null } = change.chat;
    const first = clientMessageId === null ? undefined : this.#keyedChat(senderId, clientMessageId);
    if (first) return { kind: 'duplicate', ...this.#withReadMark(first) };

    const conversation = this.#state.isActive(recipientId) ? this.#change(pairOf(senderId, recipientId)) : undefined;
    if (!conversation) return { kind: 'no-recipient' };

    const id = nextId(change.id, conversation);
    const { sentAt } = change;
    const chat: StoredRecord = { id, senderId, recipientId, message, media, hasRead: false, sentAt };
    const unreadCount = conversation.receive(recipientId, id);
    this.inserts.push({ chat, conversation, clientMessageId });
    if (clientMessageId !== null) this.#keyed.set(keyOf(senderId, clientMessageId), { chat, recipientName });
    return { kind: 'appended', id, unreadCount };
  }

  #read({ chatId, readerId }: ReadChange): ChangeResult {
    const chat = this.#state.chat(chatId);
    if (!chat || chat.recipientId !== readerId) return { kind: 'read', receipt: undefined };
    const pair = pairOf(chat.senderId, chat.recipientId);
    const isFirst = !chat.hasRead && !this.readIds.has(chatId);
    const conversation = isFirst ? this.#change(pair) : this.#conversation(pair);
    if (!conversation) return { kind: 'read', receipt: undefined };
    if (isFirst) this.readIds.add(chatId);
    const unreadCount = isFirst ? conversation.read(readerId) : conversation.unreadOf(readerId);
    const sender = { id: chat.senderId, username: chat.senderName };
    return { kind: 'read', receipt: { sender, unreadCount, isFirst } };
  }

  #keyedChat(senderId: number, clientMessageId: string): KeyedChat | undefined {
    return this.#keyed.get(keyOf(senderId, clientMessageId)) ?? this.#state.keyedChat(senderId, clientMessageId);
  }

  /** The message may have been read by an earlier change of this batch. */
  #withReadMark({ chat, recipientName }: KeyedChat): KeyedChat {
    return { chat: { ...chat, hasRead: chat.hasRead || this.readIds.has(chat.id) }, recipientName };
  }

  #conversation(pair: AccountPair): Conversation | undefined {
    return this.#changed.get(pairKey(pair)) ?? this.#state.conversation(pair);
  }

  /** Returns the conversation for a change. The stored state stays as it is: a batch that fails leaves nothing behind. */
  #change(pair: AccountPair): Conversation | undefined {
    const key = pairKey(pair);
    const changed = this.#changed.get(key) ?? this.#state.conversation(pair)?.next();
    if (changed) this.#changed.set(key, changed);
    return changed;
  }
}

/** The key of an idempotency key in a `Map`: two senders may use the same one. */
export function keyOf(senderId: NewChat['senderId'], clientMessageId: string): string {
  return `${senderId}:${clientMessageId}`;
}

/** Returns an id greater than all ids of the conversation, even if another node, whose clock was ahead, gave the last one. */
function nextId(proposed: string, { lastChatId }: Conversation): string {
  return lastChatId === undefined || proposed > lastChatId ? proposed : successorOf(lastChatId);
}
