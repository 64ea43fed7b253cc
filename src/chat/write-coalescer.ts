import type { Socket as NetSocket } from 'node:net';
import type { ChatSocket } from './chat-socket.js';

/**
 * Hands what is sent to a client within one turn of the event loop to the operating system at once: an acknowledgement and
 * the events of the messages that were committed with it otherwise cost a system call each, a quarter of the server's time.
 * Nothing waits: the turn that sends is the turn that writes.
 */
export class WriteCoalescer {
  #corked: NetSocket[] = [];

  /** A connection that began by HTTP polling has another socket than its request once it is upgraded: it is left as it is. */
  add({ conn }: ChatSocket): void {
    if (conn.transport.name !== 'websocket') return;
    const { socket } = conn.request;
    conn.on('packetCreate', () => {
      if (socket.writableCorked > 0) return;
      // Ticks run when the promises of this turn have: all that a commit has to tell is sent by then.
      if (this.#corked.length === 0) process.nextTick(() => this.#uncork());
      this.#corked.push(socket);
      socket.cork();
    });
  }

  #uncork(): void {
    const corked = this.#corked;
    this.#corked = [];
    for (const socket of corked) socket.uncork();
  }
}
