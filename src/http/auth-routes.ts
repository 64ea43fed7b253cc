import express, { type Request, type Response, Router } from 'express';
import ipaddr from 'ipaddr.js';
import type { Account } from '../account.js';
import { invalidField, MessengerError } from '../errors.js';
import type { AccountOutcome } from '../identity/account-outcome.js';
import type { Accounts } from '../identity/accounts.js';
import type { AttemptLimits } from '../identity/attempt-limits.js';
import type { Authentication, Session } from '../identity/authentication.js';
import { AuthenticationError } from '../identity/authentication-error.js';
import type { Notice } from '../messenger/notice.js';
import type { Presence } from '../messenger/presence.js';

export interface AuthRoutesOptions {
  accounts: Accounts;
  authentication: Authentication;
  presence: Presence;
  /** Issues a token for a username; `undefined` when an identity provider issues the tokens. */
  issueToken?: ((username: string) => string) | undefined;
  deliver: (notices: readonly Notice[]) => void;
  limits: AttemptLimits;
  /** Tells whether the server is shutting down, and refuses new work. */
  isDraining: () => boolean;
}

/** Several times the longest valid username and password. */
const bodyLimitBytes = 4_096;

/** Serves the routes under `/auth`: register, log in, delete an account. */
export function authRoutes(options: AuthRoutesOptions): Router {
  const { accounts, authentication, presence, issueToken, deliver, limits, isDraining } = options;
  const router = Router();
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next(isDraining() ? new MessengerError('unavailable') : undefined);
  });

  router.delete('/account', async (request, response) => {
    const { reply: session, notices: joined } = await authenticate(request, authentication);
    const { notices: left } = await accounts.remove(session.account);
    response.status(204).end();
    deliver([...joined, ...left]);
  });

  if (!issueToken) return router;
  const sendToken = async (response: Response, status: number, account: Account): Promise<void> => {
    const token = issueToken(account.username);
    const user = { username: account.username, isOnline: (await presence.online([account.id])).has(account.id) };
    response.status(status).json({ token, user });
  };

  router.use(express.json({ limit: bodyLimitBytes }));

  router.post('/register', async (request, response) => {
    const { username, password } = readCredentials(request);
    await limits.registrations.consume(readAddress(request));
    const { reply: account, notices } = await accounts.register(username, password);
    await sendToken(response, 201, account);
    deliver(notices);
  });

  router.post('/login', async (request, response) => {
    const { username, password } = readCredentials(request);
    if (typeof username !== 'string') throw invalidField('/username', 'must be string');
    if (typeof password !== 'string') throw invalidField('/password', 'must be string');
    // Check the address first: attempts from a limited address must not count against the account.
    const account = await limits.logins.attempt(`address ${readAddress(request)}`, 'invalid-credentials', () =>
      limits.logins.attempt(`account ${username.toLowerCase()}`, 'invalid-credentials', () =>
        accounts.logIn(username, password),
      ),
    );
    await sendToken(response, 200, account);
  });

  return router;
}

function readCredentials({ body }: Request): { username: unknown; password: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidField('', 'must be a JSON object, with the header Content-Type: application/json');
  }
  const unknown = Object.keys(body).find((name) => name !== 'username' && name !== 'password');
  if (unknown !== undefined) throw invalidField(`/${unknown}`, 'is not a known field');
  return body;
}

/** Authenticates the bearer token of the request (RFC 6750). */
async function authenticate(request: Request, authentication: Authentication): Promise<AccountOutcome<Session>> {
  const token = /^Bearer +(\S+) *$/i.exec(request.get('authorization') ?? '')?.[1];
  try {
    return await authentication.authenticate(token);
  } catch (error) {
    const isUnavailable = error instanceof AuthenticationError && error.reason === 'unavailable';
    throw new MessengerError(isUnavailable ? 'unavailable' : 'unauthorized', { cause: error });
  }
}

/** Reads the address that limits are keyed by. For IPv6 it is the /64 network, because one customer gets all of it. */
function readAddress({ ip = '' }: Request): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6' ? address.toNormalizedString().split(':', 4).join(':') : address.toString();
}
