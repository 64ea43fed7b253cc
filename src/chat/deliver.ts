import type { Logger } from 'pino';
import { serverOperations } from '../../generated/operations.js';
import type { Audience, Notice } from '../messenger/notice.js';
import { type ChatNamespace, writePacket } from './chat-socket.js';
import { eventPacket } from './packets.js';

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
    for (const id of ids) {
      const socket = namespace.sockets.get(id);
      if (socket) writePacket(socket, packet);
    }
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
