import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as Engine, type ServerOptions } from 'engine.io';
import { type CoalescingWebSocket, CoalescingWebSocketServer } from './coalescing-web-socket.js';

type EngineRequest = Parameters<Engine['verify']>[0];

/**
 * Engine.IO, with a shorter way from a WebSocket handshake to a connection. Its own leads through middlewares, of which there
 * are none, and a stand-in for a response, which is kept as long as the connection is.
 */
export class ChatEngine extends Engine {
  constructor(options: ServerOptions) {
    super({ ...options, wsEngine: CoalescingWebSocketServer });
  }

  /** Hard to guess: who knows it can take part in a connection by HTTP polling. */
  override generateId(): string {
    return randomUUID();
  }

  override handleUpgrade(request: IncomingMessage, network: Duplex, head: Buffer): void {
    const asked = request as EngineRequest;
    // What is there, Engine.IO does not look for.
    asked._query = queryOf(asked.url ?? '');
    this.verify(asked, true, (error) => {
      // There is nothing wrong with most; what is, Engine.IO says.
      if (error !== undefined) super.handleUpgrade(request, network, head);
      else
        this['ws'].handleUpgrade(asked, network, head, (webSocket: CoalescingWebSocket) => {
          this['onWebSocket'](asked, network, webSocket);
        });
    });
  }
}

function queryOf(url: string): Record<string, string> {
  const start = url.indexOf('?');
  return start < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(start + 1)));
}
