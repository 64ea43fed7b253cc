import type { Logger } from 'pino';
import { namespace as chatAddress, serverOperations } from '../../generated/operations.js';
import type { Audience, Notice } from '../messenger/notice.js';
import type { ChatNamespace, ChatSocket } from './chat-socket.js';

/** The room of all of an account's sockets. */
export function accountRoom(id: number): string {
  return `account:${id}`;
}

/** The room of the sockets that wait for an account. */
export function waitingRoom(id: number): string {
  return `waiting:${id}`;
}

/** The sockets that can be told something: all, or, as `namespace.local`, those of this process. */
type Sockets = Pick<ChatNamespace, 'to' | 'except' | 'local'>;

export type Deliver = (notices: readonly Notice[]) => void;

/** Makes the function that tells clients what they are to be told. */
export function createDeliver(sockets: Sockets, logger: Logger): Deliver {
  return checked(logger, (notice) => broadcast(sockets, notice));
}

/**
 * The same for a process that serves all clients by itself. What is for the sockets of one room, as most is, is encoded
 * once and written straight to their connections, past what Socket.IO does to find out which of all sockets are meant.
 */
export function createDirectDeliver(namespace: ChatNamespace, logger: Logger): Deliver {
  return checked(logger, (notice) => {
    const { event, payload, to } = notice;
    if (event === 'auth-failed' || to.kind === 'everyone-but') {
      broadcast(namespace, notice);
      return;
    }
    const ids = namespace.adapter.rooms.get(roomOf(to));
    if (!ids) return;
    const packet = eventPacket(event, payload);
    for (const id of ids) write(namespace.sockets.get(id), packet);
  });
}

/** The room of those who are meant; of `everyone-but`, of those who are not. */
function roomOf(to: Audience): string {
  switch (to.kind) {
    case 'account':
    case 'everyone-but':
      return accountRoom(to.id);
    case 'connection':
      return to.id;
    case 'waiting-for':
      return waitingRoom(to.id);
  }
}

function write(socket: ChatSocket | undefined, packet: string): void {
  if (!socket?.connected) return;
  const { conn, data } = socket;
  // While Engine.IO has packets that wait, others wait behind them. 4 is what it begins a message with.
  const isNext = conn.transport.writable && data.webSocket?.offer(`4${packet}`);
  if (!isNext) conn.send(packet);
}

/** Keeps back what breaks the contract. */
function checked(logger: Logger, tell: (notice: Notice) => void): Deliver {
  return (notices) => {
    for (const notice of notices) {
      const { event, payload } = notice;
      const validator = serverOperations[event].payload;
      if (validator.is(payload)) tell(notice);
      else
        logger.error(
          { event, problems: validator.problems(payload) },
          'An event that breaks the contract was not sent',
        );
    }
  };
}

/** An event as a packet of Socket.IO's protocol, revision 5, which begins with its type; none of ours has anything binary. */
function eventPacket(event: string, payload: object): string {
  return `2${chatAddress},${JSON.stringify([event, payload])}`;
}

function broadcast(sockets: Sockets, { event, payload, to }: Notice): void {
  const audience = select(sockets, to);
  audience.emit(event, payload as never);
  if (event === 'auth-failed') audience.disconnectSockets(true);
}

function select(sockets: Sockets, to: Audience) {
  if (to.kind === 'everyone-but') return sockets.except(roomOf(to));
  // A connection is that of the one who asked, and so is here.
  return (to.kind === 'connection' ? sockets.local : sockets).to(roomOf(to));
}
