interface ReceivedChat {
  readonly id: string;
  /** The number of the message. */
  readonly number: number;
}

/** Bounds the memory of the load: older chats are never read. */
const maxChats = 32;

/** The newest chats that one client has received and not read. */
export class ReceivedChats {
  readonly #chats: ReceivedChat[] = [];

  add(number: number, chat: unknown): void {
    const id = typeof chat === 'object' && chat !== null && 'id' in chat ? String(chat.id) : '';
    this.#chats.push({ id, number });
    if (this.#chats.length > maxChats) this.#chats.shift();
  }

  takeOldest(): ReceivedChat | undefined {
    return this.#chats.shift();
  }
}
