import type {
  Account,
  AppendedChat,
  ChatStore,
  NewChat,
  ReadReceipt,
  Settled,
  StoredChat,
} from '../../src/messenger/ports.js';

/** The messages that a commit must cause, computed by the store itself and not by the code under test. */
export interface Commit {
  readonly step: number;
  readonly reply: object;
  readonly notices: readonly {
    readonly to: number;
    readonly event: string;
    readonly payload: Record<string, unknown>;
  }[];
}

function notUsed(): never {
  throw new Error('The steps do not use this');
}

/** A store in memory that commits its queue in batches, each after delays, and keeps a record of the commits. */
export class MemoryStore implements ChatStore {
  readonly findPage = notUsed;
  readonly countUnread = notUsed;
  readonly commits: Commit[] = [];
  /** The step that the next queued write belongs to. */
  step = -1;
  readonly #people: readonly Account[];
  readonly #delay: () => Promise<void>;
  readonly #chats: StoredChat[] = [];
  readonly #read = new Set<string>();
  readonly #named = new Map<string, StoredChat>();
  #queue: (() => void)[] = [];
  #isCommitting = false;

  constructor(people: readonly Account[], delay: () => Promise<void>) {
    this.#people = people;
    this.#delay = delay;
  }

  /** The id of one of the messages to a reader; an unknown id while there is none. */
  idForReader(readerId: number, choice: number): string {
    const chats = this.#chats.filter(({ recipientId }) => recipientId === readerId);
    return chats[choice % (chats.length || 1)]?.id ?? chatId(999);
  }

  append(chat: NewChat, settled: Settled<AppendedChat>): void {
    const { step } = this;
    this.#add(() => {
      const key = `${chat.senderId} ${chat.clientMessageId}`;
      const before = this.#named.get(key);
      const stored = before ? { ...before, hasRead: this.#read.has(before.id) } : this.#store(chat);
      this.#named.set(key, before ?? stored);
      const unreadCount = this.#unread(stored.recipientId, stored.senderId);
      const reply = { chat: this.#shown(stored) };
      const [to, user] = [stored.recipientId, this.#name(stored.senderId)];
      const notices = [
        { to, event: 'chat', payload: reply },
        { to, event: 'unread-chats-count', payload: { unreadChatsCount: unreadCount, user } },
      ];
      this.commits.push({ step, reply, notices: before ? [] : notices });
      const recipientName = this.#name(stored.recipientId);
      settled.committed(
        before ? { isDuplicate: true, chat: stored, recipientName } : { isDuplicate: false, chat: stored, unreadCount },
      );
    });
  }

  markRead(id: string, readerId: number, settled: Settled<ReadReceipt | undefined>): void {
    const { step } = this;
    this.#add(() => {
      const chat = this.#chats.find((one) => one.id === id && one.recipientId === readerId);
      if (!chat) {
        const error = { code: 'chat-not-found', message: 'There is no such chat.' };
        this.commits.push({ step, reply: { error }, notices: [] });
        settled.committed(undefined);
        return;
      }
      const isFirst = !this.#read.has(id);
      this.#read.add(id);
      const sender = { id: chat.senderId, username: this.#name(chat.senderId) };
      const unreadCount = this.#unread(readerId, chat.senderId);
      const notices = [
        { to: sender.id, event: 'read-chat', payload: { id, user: this.#name(readerId) } },
        {
          to: readerId,
          event: 'unread-chats-count',
          payload: { unreadChatsCount: unreadCount, user: sender.username },
        },
      ];
      this.commits.push({ step, reply: {}, notices: isFirst ? notices : [] });
      settled.committed({ sender, unreadCount, isFirst });
    });
  }

  #add(commit: () => void): void {
    this.#queue.push(commit);
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    void this.#commitAll();
  }

  async #commitAll(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#delay();
      const batch = this.#queue;
      this.#queue = [];
      await this.#delay();
      for (const commit of batch) commit();
    }
    this.#isCommitting = false;
  }

  #store({ senderId, recipientId, message, media }: NewChat): StoredChat {
    const id = chatId(this.#chats.length);
    const chat = { id, senderId, recipientId, message, media, hasRead: false, sentAt: new Date(this.#chats.length) };
    this.#chats.push(chat);
    return chat;
  }

  #unread(recipientId: number, senderId: number): number {
    return this.#chats.filter(
      (chat) => chat.recipientId === recipientId && chat.senderId === senderId && !this.#read.has(chat.id),
    ).length;
  }

  #shown({ id, senderId, recipientId, message, hasRead, sentAt }: StoredChat): object {
    const [sender, recipient] = [this.#name(senderId), this.#name(recipientId)];
    return { id, sender, recipient, message, has_read: hasRead, sent_at: sentAt.toISOString() };
  }

  #name(id: number): string {
    return this.#people.find((person) => person.id === id)?.username ?? '';
  }
}

function chatId(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}
