import type { Account } from '../messenger/ports.js';
import type { ClientSocket } from './client-socket.js';
import type { Caller } from './handler.js';
import { waitingRoom } from './notice-delivery.js';
import { ReplyQueue } from './reply-queue.js';
import { WriteOrder } from './write-order.js';

/** An admitted socket as handlers see it. Most sockets are idle: their queues are created on first use. */
export class SocketCaller implements Caller {
  readonly account: Account;
  readonly #socket: ClientSocket;
  #longReplies: ReplyQueue | undefined;
  #writeOrder: WriteOrder | undefined;

  constructor(socket: ClientSocket, account: Account) {
    this.#socket = socket;
    this.account = account;
  }

  get connection(): string {
    return this.#socket.id;
  }

  get longReplies(): ReplyQueue {
    this.#longReplies ??= new ReplyQueue(this.#socket);
    return this.#longReplies;
  }

  get writeOrder(): WriteOrder {
    this.#writeOrder ??= new WriteOrder();
    return this.#writeOrder;
  }

  wait(accountId: number): void {
    // Socket.IO empties the rooms of a socket once, on disconnection: a later join would never be undone.
    if (this.#socket.connected) this.#socket.join(waitingRoom(accountId));
  }

  stopWaiting(accountId: number): void {
    this.#socket.leave(waitingRoom(accountId));
  }
}
