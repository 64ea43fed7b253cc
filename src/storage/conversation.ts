/** Two accounts, the lower id first. */
export interface AccountPair {
  readonly lowId: number;
  readonly highId: number;
}

export function pairOf(oneId: number, otherId: number): AccountPair {
  return oneId < otherId ? { lowId: oneId, highId: otherId } : { lowId: otherId, highId: oneId };
}

/** What a pair is called in a `Map` or a `Set`. */
export function pairKey({ lowId, highId }: AccountPair): string {
  return `${lowId}:${highId}`;
}

/** The pairs without repetition, in the order in which they are locked. */
export function inLockOrder<Pair extends AccountPair>(pairs: readonly Pair[]): Pair[] {
  const distinct = new Map(pairs.map((pair) => [pairKey(pair), pair]));
  return [...distinct.values()].sort(byLockOrder);
}

/** Compares by the primary key: all transactions lock in this order. */
export function byLockOrder(a: AccountPair, b: AccountPair): number {
  return a.lowId - b.lowId || a.highId - b.highId;
}

/** The other one of two accounts. */
export function otherOf({ lowId, highId }: AccountPair, accountId: number): number {
  return accountId === lowId ? highId : lowId;
}

/** The row of a conversation, as batches read it and change it. */
export class Conversation implements AccountPair {
  readonly lowId: number;
  readonly highId: number;
  #unreadLow: number;
  #unreadHigh: number;
  #lastChatId: string | null;
  #version: number;

  constructor(
    { lowId, highId }: AccountPair,
    unreadLow = 0,
    unreadHigh = 0,
    lastChatId: string | null = null,
    version = 0,
  ) {
    this.lowId = lowId;
    this.highId = highId;
    this.#unreadLow = unreadLow;
    this.#unreadHigh = unreadHigh;
    this.#lastChatId = lastChatId;
    this.#version = version;
  }

  get lastChatId(): string | null {
    return this.#lastChatId;
  }

  /** What this one of the two has not read of the other. */
  unreadOf(accountId: number): number {
    return accountId === this.lowId ? this.#unreadLow : this.#unreadHigh;
  }

  /** A message came; answers how many its recipient has not read. */
  receive(recipientId: number, chatId: string): number {
    this.#lastChatId = chatId;
    return this.#count(recipientId, 1);
  }

  /** A message was read for the first time; answers how many are left. */
  read(readerId: number): number {
    return this.#count(readerId, -1);
  }

  /** The number of this change of the row, to be asked for each time that it is written. */
  nextVersion(): number {
    this.#version += 1;
    return this.#version;
  }

  #count(accountId: number, difference: number): number {
    if (accountId === this.lowId) {
      this.#unreadLow += difference;
      return this.#unreadLow;
    }
    this.#unreadHigh += difference;
    return this.#unreadHigh;
  }
}
