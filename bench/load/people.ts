import { SignJWT } from 'jose';
import type { Person } from './load-client.js';

/** Of everyone whom the load has: the number stands in the name, and a seeded database has the same names. */
export function usernameOf(number: number): string {
  return `user-${String(number).padStart(6, '0')}`;
}

export function numberOf(username: string): number {
  return Number(username.slice('user-'.length));
}

/**
 * So many people. With the secret of a server, each has a token as that server would give it; without, only a name.
 */
export function createPeople(count: number, secret: string | undefined): Promise<Person[]> {
  const key = secret === undefined ? undefined : new TextEncoder().encode(secret);
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const username = usernameOf(number);
      return { username, credentials: key ? { token: await sign(username, key) } : { username } };
    }),
  );
}

/** The claims of a token of `POST /auth/login`. */
function sign(username: string, key: Uint8Array): Promise<string> {
  return new SignJWT({ username })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(username)
    .setIssuedAt()
    .setExpirationTime('1d')
    .sign(key);
}
