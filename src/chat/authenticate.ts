import type { Authentication } from '../identity/authentication.js';
import { AuthenticationError } from '../identity/authentication-error.js';
import type { Notice } from '../messenger/notice.js';
import type { ClientSocket } from './client-socket.js';

/**
 * Creates a namespace middleware that authenticates a socket before it connects: Socket.IO reads no event of the client
 * until then. The middleware lets every socket connect, since the contract reports a refusal by an event.
 */
export function authenticate(authentication: Authentication, deliver: (notices: readonly Notice[]) => void) {
  return (socket: ClientSocket, next: () => void): void => {
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

/** Reads the token from `auth: { token }`, else from the `Authorization` header (RFC 6750). */
function handshakeToken({ handshake }: ClientSocket): unknown {
  const { token } = handshake.auth;
  return token ?? bearerToken(handshake.headers.authorization);
}

function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}
