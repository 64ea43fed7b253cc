import { webSocketOf } from './chat-engine.js';
import type { ChatSocket } from './chat-socket.js';
import type { CoalescingWebSocket } from './coalescing-web-socket.js';
import { hasAttachments, parseEvent, type SentEvent } from './packets.js';

/**
 * Has `take` called with each event that a client sends, in their order. A WebSocket is read, and written to, past what
 * Engine.IO and Socket.IO do to find out whose a packet is, from the moment that the connection is one: many begin by HTTP
 * polling.
 */
export function takeEvents(socket: ChatSocket, take: (sent: SentEvent) => void): void {
  // Socket.IO's middleware, of which nothing comes after: after a listener it would go on to look for others, a tick later.
  // It is not called on the socket, so each has a function of its own.
  socket.use(take);
  takeShortWays(socket, take);
}

function takeShortWays(socket: ChatSocket, take: (sent: SentEvent) => void): void {
  const { conn, data } = socket;
  data.webSocket = webSocketOf(conn.transport);
  if (data.webSocket) readDirectly(socket, data.webSocket, take);
  else conn.once('upgrade', () => takeShortWays(socket, take));
}

/** What is no event of the contract, or has a fault, is left to the libraries, which also hand on in the next tick. */
function readDirectly(socket: ChatSocket, webSocket: CoalescingWebSocket, take: (sent: SentEvent) => void): void {
  const { conn } = socket;
  webSocket.reader = (bytes) => {
    const packet = bytes.toString();
    // What comes among the attachments is for the library to judge.
    if (hasAttachments(packet)) webSocket.reader = undefined;
    // While it waits for the answer to a ping, whatever comes tells Engine.IO that the client is there.
    if (!socket.connected || conn.readyState !== 'open' || conn['pingTimeoutTimer'] !== null) return false;
    const sent = parseEvent(packet);
    if (sent) process.nextTick(take, sent);
    return sent !== undefined;
  };
}
