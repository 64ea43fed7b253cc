/** Two accounts, the lower id first. */
export interface AccountPair {
  readonly lowId: number;
  readonly highId: number;
}

export function pairOf(oneId: number, otherId: number): AccountPair {
  return oneId < otherId ? { lowId: oneId, highId: otherId } : { lowId: otherId, highId: oneId };
}

/** The key of a pair in a `Map` or a `Set`. */
export function pairKey({ lowId, highId }: AccountPair): string {
  return `${lowId}:${highId}`;
}

/** Compares pairs in the order in which every transaction locks their conversations. */
export function byPair(a: AccountPair, b: AccountPair): number {
  return a.lowId - b.lowId || a.highId - b.highId;
}

/** Returns the pairs without repetition, in the order in which transactions lock their conversations. */
export function distinctPairs(pairs: readonly AccountPair[]): AccountPair[] {
  return [...new Map(pairs.map((pair) => [pairKey(pair), pair])).values()].sort(byPair);
}

/** Returns the other one of two accounts. */
export function otherOf({ lowId, highId }: AccountPair, accountId: number): number {
  return accountId === lowId ? highId : lowId;
}

/** The columns of a conversation's row. */
export interface ConversationRow {
  /** The surrogate key; 0 for a conversation that is not stored yet. */
  readonly id: number;
  readonly low_id: number;
  readonly high_id: number;
  /** How many messages the account with the lower id has not read. */
  readonly unread_low: number;
  readonly unread_high: number;
  /** 16 bytes. */
  readonly last_chat_id: Buffer | null;
  /** Counts the changes of the row (MySQL only). */
  readonly version?: number;
}

/** A conversation as a batch reads and changes it. */
export class Conversation implements AccountPair {
  readonly id: number;
  readonly lowId: number;
  readonly highId: number;
  readonly version: number;
  #unreadLow: number;
  #unreadHigh: number;
  #lastChatId: string | undefined;

  constructor(
    { id, lowId, highId }: AccountPair & { readonly id: number },
    unreadLow: number,
    unreadHigh: number,
    lastChatId: string | undefined,
    version: number,
  ) {
    this.id = id;
    this.lowId = lowId;
    this.highId = highId;
    this.version = version;
    this.#unreadLow = unreadLow;
    this.#unreadHigh = unreadHigh;
    this.#lastChatId = lastChatId;
  }

  /** Creates a copy for a batch that changes the row: with the next version. */
  next(): Conversation {
    return new Conversation(this, this.#unreadLow, this.#unreadHigh, this.#lastChatId, this.version + 1);
  }

  get unreadLow(): number {
    return this.#unreadLow;
  }

  get unreadHigh(): number {
    return this.#unreadHigh;
  }

  /** The greatest id that a message of this conversation ever had; `undefined` before the first message. */
  get lastChatId(): string | undefined {
    return this.#lastChatId;
  }

  /** Returns how many messages one of the two accounts has not read. */
  unreadOf(accountId: number): number {
    return accountId === this.lowId ? this.#unreadLow : this.#unreadHigh;
  }

  /** Counts a new message; returns how many messages its recipient has not read. */
  receive(recipientId: number, chatId: string): number {
    this.#lastChatId = chatId;
    return this.#count(recipientId, 1);
  }

  /**
   * Counts a message that was read for the first time; returns how many messages its reader has not read. Never below 0: an
   * outdated count is found by the optimistic lock, and a count that an administrator changed must not block reading.
   */
  read(readerId: number): number {
    return this.#count(readerId, -1);
  }

  #count(accountId: number, difference: number): number {
    const count = Math.max(0, this.unreadOf(accountId) + difference);
    if (accountId === this.lowId) this.#unreadLow = count;
    else this.#unreadHigh = count;
    return count;
  }
}
