import type { Account } from '../messenger/ports.js';
import { type ChatSocket, writePacket } from './chat-socket.js';
import { waitingRoom } from './deliver.js';
import type { Caller } from './handler.js';
import { ackPacket } from './packets.js';
import { ReplyQueue } from './reply-queue.js';

/** Somebody who was let in, by one socket. Most of them do nothing: what only some need is made when they do. */
export class SocketCaller implements Caller {
  readonly account: Account;
  readonly #socket: ChatSocket;
  #longReplies: ReplyQueue | undefined;

  constructor(socket: ChatSocket, account: Account) {
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

  acknowledge(id: number, reply: object): void {
    writePacket(this.#socket, ackPacket(id, reply));
  }

  wait(accountId: number): void {
    // A socket that is gone leaves no room any more: it must not enter one.
    if (this.#socket.connected) this.#socket.join(waitingRoom(accountId));
  }

  stopWaiting(accountId: number): void {
    this.#socket.leave(waitingRoom(accountId));
  }
}
