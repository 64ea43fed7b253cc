import type { Authentication } from '../identity/authentication.js';
import { AuthenticationError } from '../identity/authentication-error.js';
import type { Notice } from '../messenger/notice.js';
import type { ChatSocket } from './chat-socket.js';

/**
 * A namespace middleware that finds out whose socket it is, before the connection: no packet of the client is read until
 * it is done. It lets everyone through, for the contract wants who is refused to be told so by an event.
 */
export function authenticate(authentication: Authentication, deliver: (notices: readonly Notice[]) => void) {
  return (socket: ChatSocket, next: () => void): void => {
    authentication
      .authenticate(handshakeToken(socket))
      .then(
        ({ reply, notices }) => {
          socket.data.admission = reply;
          deliver(notices);
        },
        (error: unknown) => {
          const isKnown = error instanceof AuthenticationError;
          socket.data.admission = isKnown ? error : new AuthenticationError('unavailable', error);
        },
      )
      .then(next);
  };
}

/** From `auth: { token }`, else from the header that HTTP clients use (RFC 6750). */
function handshakeToken({ handshake }: ChatSocket): unknown {
  const { token } = handshake.auth;
  return token ?? bearerToken(handshake.headers.authorization);
}

function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}
