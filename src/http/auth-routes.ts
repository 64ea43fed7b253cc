import express, { type Request, type Response, Router } from 'express';
import { invalidField, MessengerError } from '../errors.js';
import type { Accounts } from '../messenger/accounts.js';
import { type Authentication, AuthenticationError, type Session } from '../messenger/authentication.js';
import type { FailureLimit } from '../messenger/failure-limit.js';
import type { Notice, Outcome } from '../messenger/notice.js';
import type { Account } from '../messenger/ports.js';
import type { Presence } from '../messenger/presence.js';
import type { RateLimit } from '../messenger/rate-limit.js';

export interface AuthRoutesOptions {
  accounts: Accounts;
  authentication: Authentication;
  presence: Presence;
  /** Makes a token for an account of our own; `undefined` where an identity provider does. */
  issueToken?: ((username: string) => string) | undefined;
  deliver: (notices: readonly Notice[]) => void;
  limits: { logins: FailureLimit; registrations: RateLimit };
  /** Whether the server takes no more work. */
  isDraining: () => boolean;
}

/** What a name and a password take up, with room to spare. */
const bodyLimitBytes = 4_096;

/** Accounts, over HTTP. */
export function authRoutes(options: AuthRoutesOptions): Router {
  const { accounts, authentication, presence, issueToken, deliver, limits, isDraining } = options;
  const router = Router();
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next(isDraining() ? new MessengerError('unavailable') : undefined);
  });

  router.delete('/account', async (request, response) => {
    const { reply: session, notices: joined } = await bearer(request, authentication);
    const { notices: left } = await accounts.remove(session.account);
    response.status(204).end();
    deliver([...joined, ...left]);
  });

  if (!issueToken) return router;
  const answer = async (response: Response, status: number, account: Account): Promise<void> => {
    const token = issueToken(account.username);
    const user = { username: account.username, isOnline: (await presence.online([account.id])).has(account.id) };
    response.status(status).json({ token, user });
  };

  router.use(express.json({ limit: bodyLimitBytes }));

  router.post('/register', async (request, response) => {
    const { username, password } = credentials(request);
    limits.registrations.consume(addressOf(request));
    const { reply: account, notices } = await accounts.register(username, password);
    await answer(response, 201, account);
    deliver(notices);
  });

  router.post('/login', async (request, response) => {
    const { username, password } = credentials(request);
    if (typeof username !== 'string') throw invalidField('/username', 'must be string');
    if (typeof password !== 'string') throw invalidField('/password', 'must be string');
    // The address first: what a limited one tries counts against no account.
    const account = await limits.logins.attempt(`address ${addressOf(request)}`, 'invalid-credentials', () =>
      limits.logins.attempt(`account ${username.toLowerCase()}`, 'invalid-credentials', () =>
        accounts.logIn(username, password),
      ),
    );
    await answer(response, 200, account);
  });

  return router;
}

function credentials({ body }: Request): { username: unknown; password: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidField('', 'must be a JSON object, with the header Content-Type: application/json');
  }
  const unknown = Object.keys(body).find((name) => name !== 'username' && name !== 'password');
  if (unknown !== undefined) throw invalidField(`/${unknown}`, 'is not a known field');
  return body;
}

/** Whose token the request carries. */
async function bearer(request: Request, authentication: Authentication): Promise<Outcome<Session>> {
  const token = /^Bearer +(\S+) *$/i.exec(request.get('authorization') ?? '')?.[1];
  try {
    return await authentication.authenticate(token);
  } catch (error) {
    const isUnavailable = error instanceof AuthenticationError && error.reason === 'unavailable';
    throw new MessengerError(isUnavailable ? 'unavailable' : 'unauthorized', { cause: error });
  }
}

/** The address that limits go by. Of an IPv6 client the network of 64 bits, all of which is one customer's. */
function addressOf({ ip = '' }: Request): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const after = tail?.split(':').filter((group) => group !== '') ?? [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
