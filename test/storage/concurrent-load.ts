import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppendedChat, NewChat, ReadReceipt, Storage } from '../../src/messenger/ports.js';
import { type AccountPair, pairKey } from '../../src/storage/commit/conversation.js';

/** How long a client waits before it sends again what failed. */
const retryMs = 50;

/** The most attempts of one call: a node is away for a minute at most. */
const maxAttempts = 1000;

const clientsPerPair = 4;

/**
 * Clients that send to the same few conversations by several nodes at the same time, and mark messages as read. A call that
 * fails is repeated on the next node, under the same idempotency key, until a node acknowledges it.
 */
export class ConcurrentLoad {
  /** Every idempotency key of this load begins with it. */
  readonly name = randomUUID();
  /** The id that a node acknowledged, by idempotency key. */
  readonly messages = new Map<string, string>();
  /** The ids of new messages in the order in which a node acknowledged them, by node and conversation. */
  readonly idsInOrder = new Map<string, string[]>();
  /** Messages whose read mark a node has acknowledged, and how often a node called the mark the first one. */
  readonly reads = new Map<string, number>();
  /** How many calls failed, by error code. */
  readonly errors = new Map<string, number>();
  /** How many read marks were answered as if the message did not exist. */
  missingChats = 0;
  readonly #storages: readonly Storage[];
  readonly #pairs: readonly AccountPair[];
  readonly #unread: string[] = [];
  readonly #readers = new Map<string, number>();
  #count = 0;

  constructor(storages: readonly Storage[], pairs: readonly AccountPair[]) {
    this.#storages = storages;
    this.#pairs = pairs;
  }

  /** Sends and reads until `isOver`, then resolves when every call is acknowledged. */
  async run(isOver: () => boolean): Promise<void> {
    const clients = this.#storages.flatMap((_, node) =>
      this.#pairs.flatMap((pair) =>
        Array.from({ length: clientsPerPair }, async (_, client) => {
          while (!isOver()) {
            await this.#send(node, pair, client % 2 === 0);
            const id = this.#unread.pop();
            // Two nodes mark the same message.
            if (id !== undefined) await Promise.all([this.#read(node, id), this.#read(node + 1, id)]);
          }
        }),
      ),
    );
    await Promise.all(clients);
  }

  async #send(node: number, { lowId, highId }: AccountPair, isFromLow: boolean): Promise<void> {
    this.#count += 1;
    const clientMessageId = `${this.name} ${this.#count}`;
    const [senderId, recipientId] = isFromLow ? [lowId, highId] : [highId, lowId];
    const chat = { senderId, recipientId, recipientName: 'recipient', message: clientMessageId, clientMessageId };
    const pair = pairKey({ lowId, highId });
    const appended = await this.#retry(node, async (storage, index) => {
      const result = await append(storage, chat);
      if (!result.isDuplicate) this.#order(`${index} ${pair}`).push(result.chat.id);
      return result;
    });
    this.messages.set(clientMessageId, appended.chat.id);
    this.#readers.set(appended.chat.id, recipientId);
    this.#unread.push(appended.chat.id);
  }

  async #read(node: number, id: string): Promise<void> {
    await this.#retry(node, async (storage) => {
      const receipt = await markRead(storage, id, this.#readers.get(id) ?? 0);
      if (!receipt) {
        this.missingChats += 1;
        return;
      }
      const firsts = this.reads.get(id) ?? 0;
      this.reads.set(id, receipt.isFirst ? firsts + 1 : firsts);
    });
  }

  #order(key: string): string[] {
    const ids = this.idsInOrder.get(key) ?? [];
    this.idsInOrder.set(key, ids);
    return ids;
  }

  async #retry<Result>(node: number, call: (storage: Storage, index: number) => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt += 1) {
      const index = (node + attempt) % this.#storages.length;
      try {
        return await call(this.#storages[index] as Storage, index);
      } catch (thrown) {
        if (attempt === maxAttempts) throw thrown;
        const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
        this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
        await delay(retryMs);
      }
    }
  }
}

function append(storage: Storage, chat: NewChat): Promise<AppendedChat> {
  return new Promise((committed, failed) => storage.chats.append(chat, { committed, failed }));
}

function markRead(storage: Storage, id: string, readerId: number): Promise<ReadReceipt | undefined> {
  return new Promise((committed, failed) => storage.chats.markRead(id, readerId, { committed, failed }));
}
