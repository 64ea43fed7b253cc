import { type ChatSocket, engineMessage } from './chat-socket.js';
import { type CoalescingWebSocket, webSocketOf } from './coalescing-web-socket.js';
import { parseEvent, type SentEvent } from './packets.js';

const engineMessageByte = engineMessage.charCodeAt(0);

/** Has `take` called for the caller with each event that the client sends while its socket is connected, in their order. */
export function takeEvents<Caller>(
  socket: ChatSocket,
  caller: Caller,
  take: (caller: Caller, sent: SentEvent) => void,
): void {
  const takeNext = (sent: SentEvent): void => {
    if (socket.connected) take(caller, sent);
  };
  // Socket.IO's middleware, of which nothing comes after: after a listener it would go on to look for others, a tick later.
  // It is not called on the socket, so each has a function of its own.
  socket.use(takeNext);
  followTransport(socket, takeNext);
}

/**
 * Reads what comes by a WebSocket, and has what goes written to it, past what Engine.IO and Socket.IO do to find out whose it
 * is; from the moment that the connection is one, for many begin by HTTP polling.
 */
function followTransport(socket: ChatSocket, take: (sent: SentEvent) => void): void {
  const { conn, data } = socket;
  data.webSocket = webSocketOf(conn.transport);
  if (data.webSocket) read(data.webSocket, socket, take);
  else conn.once('upgrade', () => followTransport(socket, take));
}

/** What is no event of the contract, or has a fault, is left to the libraries. */
function read(webSocket: CoalescingWebSocket, socket: ChatSocket, take: (sent: SentEvent) => void): void {
  const { client, conn } = socket;
  webSocket.reader = (packet) => {
    if (packet[0] !== engineMessageByte || !socket.connected || conn.readyState !== 'open') return false;
    // While it waits for the answer to a ping, Engine.IO takes whatever comes for a sign of life.
    if (conn['pingTimeoutTimer'] !== null) return false;
    // A text among the attachments of another packet is a fault.
    if (client['decoder']['reconstructor']) return false;
    const sent = parseEvent(packet.toString('utf8', 1));
    // Socket.IO, too, hands on in the next tick: so events that it reads keep their place among the others.
    if (sent) process.nextTick(take, sent);
    return sent !== undefined;
  };
}
