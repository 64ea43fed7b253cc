import type { Logger } from 'pino';
import { serverOperations } from '../../generated/operations.js';
import type { Audience, Notice } from '../messenger/notice.js';
import type { ChatNamespace } from './chat-socket.js';

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

/** Makes the function that tells clients what they are to be told. */
export function createDeliver(sockets: Sockets, logger: Logger) {
  return (notices: readonly Notice[]): void => {
    for (const notice of notices) {
      const { event, payload, to } = notice;
      const problems = serverOperations[event].payload.problems(payload);
      if (problems.length > 0) {
        logger.error({ event, problems }, 'An event that breaks the contract was not sent');
        continue;
      }
      const audience = select(sockets, to);
      audience.emit(event, payload as never);
      if (event === 'auth-failed') audience.disconnectSockets(true);
    }
  };
}

function select(sockets: Sockets, to: Audience) {
  switch (to.kind) {
    case 'account':
      return sockets.to(accountRoom(to.id));
    case 'connection':
      // It is the one who asked, and so is here.
      return sockets.local.to(to.id);
    case 'waiting-for':
      return sockets.to(waitingRoom(to.id));
    case 'everyone-but':
      return sockets.except(accountRoom(to.id));
  }
}
