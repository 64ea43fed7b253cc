import { LRUCache } from 'lru-cache';
import { type AccountPair, type Conversation, pairKey } from '../commit/conversation.js';

/** About 300 bytes each. */
const maxConversations = 50_000;

interface Entry {
  readonly conversation: Conversation;
  /** Another node wrote to the conversation since this node did: the entry is likely to be outdated. */
  readonly isShared: boolean;
}

/**
 * Keeps conversations as this node last read or wrote them, so that a batch can write to them without reading them first. An
 * entry may be outdated; the optimistic lock of the write finds out. Both accounts of an entry are active: a deletion changes
 * the version of the account's conversations.
 */
export class ConversationCache {
  readonly #entries = new LRUCache<string, Entry>({ max: maxConversations });

  /** Returns the conversation, unless it is unknown or other nodes write to it too. */
  get(pair: AccountPair): Conversation | undefined {
    const entry = this.#entries.get(pairKey(pair));
    return entry?.isShared ? undefined : entry?.conversation;
  }

  /** Adds a conversation that was read with a lock, and notices whether another node wrote to it meanwhile. */
  addRead(conversation: Conversation): void {
    const key = pairKey(conversation);
    const known = this.#entries.get(key)?.conversation;
    this.#entries.set(key, { conversation, isShared: known !== undefined && known.version !== conversation.version });
  }

  /** Adds a conversation as this node has committed it. */
  addWritten(conversation: Conversation): void {
    const key = pairKey(conversation);
    this.#entries.set(key, { conversation, isShared: this.#entries.get(key)?.isShared ?? false });
  }

  delete(pair: AccountPair): void {
    this.#entries.delete(pairKey(pair));
  }
}
