import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';

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
    connection: Duplex,
    head: Buffer,
    onUpgrade: (webSocket: CoalescingWebSocket, request: IncomingMessage) => void,
  ): void {
    // Engine.IO sends its first packet right after the response to the upgrade.
    corkThisTurn(connection);
    super.handleUpgrade(request, connection, head, (webSocket) => {
      webSocket.coalesce(connection);
      onUpgrade(webSocket, request);
    });
  }
}

export class CoalescingWebSocket extends WebSocket {
  #connection: Duplex | undefined;

  /** Coalesces the writes to `connection`, the connection of this WebSocket, from now on. */
  coalesce(connection: Duplex): void {
    this.#connection = connection;
  }

  override send(data: Data, callback?: SendCallback): void;
  override send(data: Data, options: SendOptions, callback?: SendCallback): void;
  override send(data: Data, optionsOrCallback?: SendOptions | SendCallback, last?: SendCallback): void {
    const isCallback = typeof optionsOrCallback === 'function';
    const options = isCallback ? {} : (optionsOrCallback ?? {});
    const callback = isCallback ? optionsOrCallback : last;
    if (this.#connection && this.readyState === WebSocket.OPEN) {
      corkThisTurn(this.#connection);
      // Engine.IO sends nothing more before the callback, which of a corked connection comes after the turn.
      if (callback && this.bufferedAmount < highWaterMarkBytes) {
        super.send(data, options);
        callback();
        return;
      }
    }
    super.send(data, options, callback);
  }
}

/** The connections that hold their writes back until the end of this turn of the event loop. */
const corked = new Set<Duplex>();

/** Holds the writes of a connection back until the end of this turn, when all of them go to the network at once. */
function corkThisTurn(connection: Duplex): void {
  if (corked.has(connection)) return;
  if (corked.size === 0) setImmediate(uncorkAll);
  corked.add(connection);
  connection.cork();
}

/** Uncorks a destroyed connection as well, which writes nothing. */
function uncorkAll(): void {
  for (const connection of corked) connection.uncork();
  corked.clear();
}
