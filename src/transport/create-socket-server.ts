import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import { CoalescingWebSocketServer } from './coalescing-web-socket.js';

/** The largest packet that a client may send, in bytes. */
const packetLimitBytes = 64 * 1_024;

export interface SocketServerOptions {
  /** The path of Engine.IO, without a slash at its end. */
  readonly path: string;
  /** Whether a page of this origin may connect; non-browser clients send no origin. */
  readonly isAllowedOrigin: (origin: string | undefined) => boolean;
  /** Whether new connections are accepted. */
  readonly isAccepting: () => boolean;
}

/** Creates the Socket.IO server of an HTTP server. WebSocket handshakes for any other path are rejected with 404. */
export function createSocketServer(httpServer: HttpServer, options: SocketServerOptions): Server {
  const { path, isAllowedOrigin, isAccepting } = options;
  const io = new Server(httpServer, {
    path,
    serveClient: false,
    wsEngine: CoalescingWebSocketServer,
    maxHttpBufferSize: packetLimitBytes,
    destroyUpgrade: false,
    // CORS covers HTTP polling only: a browser opens a WebSocket from any page.
    allowRequest: ({ headers }, callback) => callback(null, isAccepting() && isAllowedOrigin(headers.origin)),
    cors: { origin: (origin, callback) => callback(null, isAllowedOrigin(origin)) },
  });
  httpServer.on('upgrade', (request: IncomingMessage, network: Duplex) => {
    if (!request.url?.startsWith(`${path}/`)) rejectUpgrade(network);
  });
  return io;
}

function rejectUpgrade(network: Duplex): void {
  network.on('error', () => {});
  // Destroyed as well, since the client may go on sending and never close its side.
  network.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => network.destroy());
}
