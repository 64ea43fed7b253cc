import { SignJWT } from 'jose';
import type { Person } from './load-client.js';

/** Returns the username of a person of the load. The accounts of the seeded databases have the same names. */
export function usernameOf(number: number): string {
  return `user-${String(number).padStart(6, '0')}`;
}

export function numberOf(username: string): number {
  return Number(username.slice('user-'.length));
}

/** Creates this many people: with tokens signed by the server's secret, or with usernames only when there is no secret. */
export function createPeople(count: number, secret: string | undefined): Promise<Person[]> {
  const key = secret === undefined ? undefined : new TextEncoder().encode(secret);
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const username = usernameOf(number);
      return { username, credentials: key ? { token: await sign(username, key) } : { username } };
    }),
  );
}

/** Signs a token with the claims of a token of `POST /auth/login`. */
function sign(username: string, key: Uint8Array): Promise<string> {
  return new SignJWT({ username })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(username)
    .setIssuedAt()
    .setExpirationTime('1d')
    .sign(key);
}
