import { type AccountPair, type Conversation, pairKey } from './conversation.js';

/** How many conversations are remembered: a few megabytes. */
const mostConversations = 10_000;

/** Conversations as this process last read or wrote them: what is remembered need not be read again. */
export class ConversationCache {
  readonly #conversations = new Map<string, Conversation>();

  get(pair: AccountPair): Conversation | undefined {
    return this.#conversations.get(pairKey(pair));
  }

  add(conversation: Conversation): void {
    this.#conversations.set(pairKey(conversation), conversation);
  }

  /** To be called between two batches: forgets those that have been here longest, if they are too many. */
  trim(): void {
    for (const key of this.#conversations.keys()) {
      if (this.#conversations.size <= mostConversations) return;
      this.#conversations.delete(key);
    }
  }

  /** To be called when a batch fails: those that it changed say what is not so. */
  clear(): void {
    this.#conversations.clear();
  }
}
