import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import { corkThisTurn, uncork } from './corked-writes.js';

type Data = Parameters<WebSocket['send']>[0];
type SendOptions = Parameters<WebSocket['send']>[1];
type SendCallback = (error?: Error) => void;

/** From this many bytes waiting for the network on, Engine.IO has to wait until they are written before it sends more. */
const highWaterMarkBytes = 16 * 1_024;

/**
 * The WebSocket server for Socket.IO's option `wsEngine`: everything that one client is sent within one turn of the event
 * loop is written to its connection at once. An acknowledgement, and the events of the messages that were committed with
 * it, would otherwise cost a system call each. The turn that sends is the turn that writes: nothing is delayed by a timer.
 */
export class CoalescingWebSocketServer extends WebSocketServer<typeof CoalescingWebSocket> {
  constructor(options: ServerOptions) {
    super({ ...options, WebSocket: CoalescingWebSocket });
  }

  override handleUpgrade(
    request: IncomingMessage,
    network: Duplex,
    head: Buffer,
    onUpgrade: (webSocket: CoalescingWebSocket, request: IncomingMessage) => void,
  ): void {
    // Engine.IO sends its first packet right after the response to the upgrade.
    corkThisTurn(network);
    super.handleUpgrade(request, network, head, (webSocket) => {
      webSocket.coalesce(network);
      onUpgrade(webSocket, request);
    });
  }
}

export class CoalescingWebSocket extends WebSocket {
  #network: Duplex | undefined;

  /** @param network The connection of this WebSocket. */
  coalesce(network: Duplex): void {
    this.#network = network;
  }

  override send(data: Data, callback?: SendCallback): void;
  override send(data: Data, options: SendOptions, callback?: SendCallback): void;
  override send(data: Data, optionsOrCallback?: SendOptions | SendCallback, last?: SendCallback): void {
    const isCallback = typeof optionsOrCallback === 'function';
    const options = isCallback ? {} : (optionsOrCallback ?? {});
    const callback = isCallback ? optionsOrCallback : last;
    if (this.#network && this.readyState === WebSocket.OPEN) {
      corkThisTurn(this.#network);
      // Engine.IO sends nothing more before the callback, which of a corked connection comes after the turn.
      if (callback && this.bufferedAmount < highWaterMarkBytes) {
        super.send(data, options);
        callback();
        return;
      }
    }
    super.send(data, options, callback);
  }

  override close(code?: number, reason?: string | Buffer): void {
    if (this.#network) uncork(this.#network);
    super.close(code, reason);
  }
}
