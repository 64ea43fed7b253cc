import { createHmac, randomBytes } from 'node:crypto';
import type { ContractTarget, Identity } from './contract-types.js';

/** Credentials that a server must refuse. */
export interface InvalidCredentials {
  /** A description, as in `with broken credentials`. */
  readonly what: string;
  readonly auth: Readonly<Record<string, unknown>>;
}

const jwt = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

/** Derives credentials that a server must refuse from valid ones. */
export function invalidCredentialsFrom(
  { auth }: Identity,
  { expiredAuth }: Pick<ContractTarget, 'expiredAuth'>,
): InvalidCredentials[] {
  const texts = Object.entries(auth).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const hasToken = texts.some(([, text]) => jwt.test(text));
  const changed = (change: (text: string) => string) => ({
    ...auth,
    ...Object.fromEntries(texts.map(([name, text]) => [name, change(text)])),
  });
  return [
    { what: 'without credentials', auth: {} },
    ...(texts.length > 0 ? [{ what: 'with broken credentials', auth: changed(broken) }] : []),
    ...(hasToken ? [{ what: 'with a token signed by another key', auth: changed(signedByAnotherKey) }] : []),
    ...(hasToken ? [{ what: 'with an unsigned token', auth: changed(unsigned) }] : []),
    ...(expiredAuth ? [{ what: 'with expired credentials', auth: expiredAuth }] : []),
  ];
}

function broken(text: string): string {
  return `${text.slice(0, Math.floor(text.length / 2))}x`;
}

/** Returns a token with the same claims, signed by a random key. */
function signedByAnotherKey(text: string): string {
  const [, , claims] = jwt.exec(text) ?? [];
  if (claims === undefined) return text;
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${claims}`;
  return `${signed}.${createHmac('sha256', randomBytes(32)).update(signed).digest('base64url')}`;
}

/** Returns a token with the same claims and the algorithm `none` (RFC 7518, section 3.6). */
function unsigned(text: string): string {
  const [, , claims] = jwt.exec(text) ?? [];
  return claims === undefined ? text : `${encoded({ alg: 'none', typ: 'JWT' })}.${claims}.`;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
